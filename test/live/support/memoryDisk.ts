import type * as fs from 'node:fs';

/** Where the files of this disk are; every other path is the machine's. */
export const MEMORY_FOLDER = '/memory-disk';
const FIRST_DESCRIPTOR = 1_000_000;

/** What is in a file, and what of it a power failure leaves. Never changed in place: a write makes a new one. */
export interface FileState {
  readonly bytes: Buffer;
  readonly durable: Buffer;
}

/** Files by path, as they stood at some moment. */
export type DiskState = ReadonlyMap<string, FileState>;

interface Inode {
  state: FileState;
}

interface OpenFile {
  readonly inode: Inode;
  /** Where the next read without a place begins. */
  position: number;
}

/** A change of the disk, as its observer learns of it. */
export interface DiskStep {
  readonly operation: 'write' | 'truncate' | 'create' | 'rename' | 'remove' | 'link' | 'sync';
  readonly path: string;
  /** Files with the first bytes of what is being written; the whole change when there is no such argument. */
  readonly stateAfter: (writtenBytes?: number) => DiskState;
  /** Bytes that are being written; 0 for other operations. */
  readonly length: number;
}

const EMPTY: FileState = { bytes: Buffer.alloc(0), durable: Buffer.alloc(0) };

function systemError(code: string, what: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${what}, '${path}'`), { code });
}

/**
 * A disk in memory that stands in for `node:fs` in what a session uses of it. It tells of each change as it is made, can
 * be put back to any state it passed through, and can be full, slow to take bytes, or read-only. As on the usual file
 * systems a rename is whole and names last; of a file's bytes a power failure leaves what was synced.
 */
export class MemoryDisk {
  /** Told of each change before it is made. */
  observe: ((step: DiskStep) => void) | undefined;
  /** Bytes that all files may take. */
  capacityBytes: number = Number.POSITIVE_INFINITY;
  /** Most bytes that one write takes. */
  longestWriteBytes: number = Number.POSITIVE_INFINITY;
  isReadOnly = false;
  #names = new Map<string, Inode>();
  readonly #open = new Map<number, OpenFile>();
  #nextDescriptor = FIRST_DESCRIPTOR;

  state(): Map<string, FileState> {
    return new Map([...this.#names].map(([path, { state }]) => [path, state]));
  }

  /** Puts the disk back to a state, with nothing open. With `powerFailed` what was not synced is gone. */
  restore(state: DiskState, powerFailed = false): void {
    this.#open.clear();
    this.#names = new Map(
      [...state].map(([path, file]) => [
        path,
        { state: powerFailed ? { bytes: file.durable, durable: file.durable } : file },
      ]),
    );
  }

  /** Files that are open. */
  get openFiles(): number {
    return this.#open.size;
  }

  get usedBytes(): number {
    return [...this.#names.values()].reduce((sum, { state }) => sum + state.bytes.length, 0);
  }

  /** `node:fs` with this disk under `MEMORY_FOLDER`. */
  over(real: typeof fs): typeof fs {
    const isOurs = (place: unknown): boolean =>
      typeof place === 'number' ? place >= FIRST_DESCRIPTOR : String(place).startsWith(MEMORY_FOLDER);
    const own: Readonly<Record<string, (...args: never[]) => unknown>> = {
      existsSync: (path: string) => path === MEMORY_FOLDER || this.#names.has(path),
      readFileSync: (path: string, encoding?: BufferEncoding) => this.#readFile(path, encoding),
      writeFileSync: (path: string, data: string | Uint8Array, options?: { readonly flush?: boolean }) =>
        this.#writeAll(path, 'w', Buffer.from(data as Uint8Array), options?.flush === true),
      appendFileSync: (path: string, data: string) => {
        this.#writeAll(path, 'a', Buffer.from(data));
      },
      openSync: (path: string, flags: string) => this.#openFile(path, flags),
      closeSync: (descriptor: number) => {
        if (!this.#open.delete(descriptor)) throw systemError('EBADF', 'bad file descriptor, close', '');
      },
      readSync: (
        descriptor: number,
        into: Uint8Array,
        offset: number,
        length: number,
        position: number | null,
      ) => this.#read(descriptor, into, offset, length, position),
      writeSync: (descriptor: number, bytes: Uint8Array, offset = 0) =>
        this.#write(descriptor, Buffer.from(bytes).subarray(offset)),
      fsyncSync: (descriptor: number) => this.#sync(descriptor),
      ftruncateSync: (descriptor: number, length: number) => this.#truncate(descriptor, length),
      renameSync: (from: string, to: string) => this.#rename(from, to),
      linkSync: (from: string, to: string) => this.#link(from, to),
      rmSync: (path: string) => this.#remove(path),
      mkdirSync: () => undefined,
      statSync: (path: string, options?: { readonly throwIfNoEntry?: boolean }) =>
        options?.throwIfNoEntry === false && !this.#names.has(path)
          ? undefined
          : { size: this.#inodeOf(path).state.bytes.length },
    };
    const mixed = Object.entries(own).map(([name, ours]) => {
      const theirs = real[name as keyof typeof fs] as (...args: never[]) => unknown;
      return [name, (...args: never[]) => (isOurs(args[0]) ? ours : theirs)(...args)];
    });
    return { ...real, ...Object.fromEntries(mixed) } as typeof fs;
  }

  #inodeOf(path: string): Inode {
    const inode = this.#names.get(path);
    if (inode === undefined) throw systemError('ENOENT', 'no such file or directory', path);
    return inode;
  }

  #fileOf(descriptor: number): OpenFile {
    const file = this.#open.get(descriptor);
    if (file === undefined) throw systemError('EBADF', 'bad file descriptor', String(descriptor));
    return file;
  }

  #nameOf(inode: Inode): string {
    return [...this.#names].find(([, each]) => each === inode)?.[0] ?? 'a file without a name';
  }

  #mayWrite(path: string): void {
    if (this.isReadOnly) throw systemError('EROFS', 'read-only file system', path);
  }

  #readFile(path: string, encoding?: BufferEncoding): Buffer | string {
    const { bytes } = this.#inodeOf(path).state;
    return encoding === undefined ? Buffer.from(bytes) : bytes.toString(encoding);
  }

  #openFile(path: string, flags: string): number {
    if (flags !== 'r') this.#mayWrite(path);
    if (flags === 'w' || (flags === 'a' && !this.#names.has(path))) this.#create(path);
    const descriptor = this.#nextDescriptor++;
    this.#open.set(descriptor, { inode: this.#inodeOf(path), position: 0 });
    return descriptor;
  }

  /** An empty file under a name; the inode of one that is there stays, emptied. */
  #create(path: string): void {
    const inode = this.#names.get(path) ?? { state: EMPTY };
    const empty: FileState = { bytes: EMPTY.bytes, durable: inode.state.durable };
    this.#tell('create', path, () => this.state().set(path, empty));
    inode.state = empty;
    this.#names.set(path, inode);
  }

  /** Opens a file, writes it on to its end and closes it, also when that fails. */
  #writeAll(path: string, flags: string, bytes: Buffer, isFlushed = false): void {
    const descriptor = this.#openFile(path, flags);
    try {
      for (let written = 0; written < bytes.length; ) {
        written += this.#write(descriptor, bytes.subarray(written));
      }
      if (isFlushed) this.#sync(descriptor);
    } finally {
      this.#open.delete(descriptor);
    }
  }

  #read(
    descriptor: number,
    into: Uint8Array,
    offset: number,
    length: number,
    position: number | null,
  ): number {
    const file = this.#fileOf(descriptor);
    const start = position ?? file.position;
    const part = file.inode.state.bytes.subarray(start, start + length);
    into.set(part, offset);
    if (position === null) file.position += part.length;
    return part.length;
  }

  /** All of these files are only ever appended to. */
  #write(descriptor: number, asked: Buffer): number {
    const { inode } = this.#fileOf(descriptor);
    const path = this.#nameOf(inode);
    this.#mayWrite(path);
    const room = Math.max(0, this.capacityBytes - this.usedBytes);
    const bytes = asked.subarray(0, Math.min(room, this.longestWriteBytes));
    if (bytes.length === 0 && asked.length > 0) {
      throw systemError('ENOSPC', 'no space left on device, write', path);
    }
    const { state } = inode;
    const written = (length: number): FileState => ({
      bytes: Buffer.concat([state.bytes, bytes.subarray(0, length)]),
      durable: state.durable,
    });
    this.#tell('write', path, (length = bytes.length) => this.#with(inode, written(length)), bytes.length);
    inode.state = written(bytes.length);
    return bytes.length;
  }

  #truncate(descriptor: number, length: number): void {
    const { inode } = this.#fileOf(descriptor);
    const path = this.#nameOf(inode);
    this.#mayWrite(path);
    const after: FileState = { bytes: inode.state.bytes.subarray(0, length), durable: inode.state.durable };
    this.#tell('truncate', path, () => this.#with(inode, after));
    inode.state = after;
  }

  #sync(descriptor: number): void {
    const { inode } = this.#fileOf(descriptor);
    const path = this.#nameOf(inode);
    const after: FileState = { bytes: inode.state.bytes, durable: inode.state.bytes };
    this.#tell('sync', path, () => this.#with(inode, after));
    inode.state = after;
  }

  #rename(from: string, to: string): void {
    this.#mayWrite(from);
    const inode = this.#inodeOf(from);
    this.#tell('rename', from, () => {
      const after = this.state();
      after.delete(from);
      return after.set(to, inode.state);
    });
    this.#names.delete(from);
    this.#names.set(to, inode);
  }

  #link(from: string, to: string): void {
    this.#mayWrite(to);
    const inode = this.#inodeOf(from);
    if (this.#names.has(to)) throw systemError('EEXIST', 'file already exists, link', to);
    this.#tell('link', to, () => this.state().set(to, inode.state));
    this.#names.set(to, inode);
  }

  #remove(path: string): void {
    if (!this.#names.has(path)) return;
    this.#mayWrite(path);
    this.#tell('remove', path, () => {
      const after = this.state();
      after.delete(path);
      return after;
    });
    this.#names.delete(path);
  }

  /** The state with one file's changed, under all its names. */
  #with(changed: Inode, state: FileState): DiskState {
    return new Map([...this.#names].map(([path, inode]) => [path, inode === changed ? state : inode.state]));
  }

  #tell(
    operation: DiskStep['operation'],
    path: string,
    stateAfter: DiskStep['stateAfter'],
    length = 0,
  ): void {
    this.observe?.({ operation, path, stateAfter, length });
  }
}
