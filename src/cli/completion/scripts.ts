import { type Completed, LISTS, type List, listOf, type Vocabulary } from './vocabulary.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** The script that completes tapebench in a shell; where nothing of ours fits, the shell completes file names. */
export function completionScript(shell: Shell, vocabulary: Vocabulary): string {
  switch (shell) {
    case 'bash':
      return bashScript(vocabulary);
    case 'zsh':
      return zshScript(vocabulary);
    case 'fish':
      return fishScript(vocabulary);
  }
}

const flag = (name: string): string => (name.length === 1 ? `-${name}` : `--${name}`);

/** Looked up by the shell's own tools: Tab must answer at once, and without starting Node. */
const LOOK_UP: Readonly<Record<List, string>> = {
  datasets: `printf '%s\\n' synthetic-es synthetic-es-edge
  ls datasets 2>/dev/null | sed -n 's/\\.yaml$//p'`,
  runs: `ls reports 2>/dev/null | grep -v -E '^(audit|compare|stress|sweep|verify)-' | sed -n 's/.*-\\([0-9a-f]\\{16\\}\\)\\.html$/\\1/p'`,
};

/** The functions that list what stands in the folder; bash, zsh and fish differ in how a function is written. */
function lookUps(open: (name: string) => string, close: string): string {
  return LISTS.map((list) => `${open(`_tapebench_${list}`)}\n  ${LOOK_UP[list]}\n${close}`).join('\n');
}

/** A word list for each question that bash and zsh ask in the same way: the value of an option, options, arguments. */
function cases(
  { commands }: Vocabulary,
  reply: (words: readonly string[], lists?: readonly List[]) => string,
  files: string,
): string[] {
  return commands.flatMap(({ words, options, names, lists }) => {
    const chosen = options.filter((option) => option.choices.length > 0);
    const open = options.filter((option) => option.takesValue && option.choices.length === 0);
    const valued = open.filter((option) => listOf(option) === undefined);
    const listed = open.filter((option) => listOf(option) !== undefined);
    return [
      `    ${quoted(words.join(' '))})`,
      '      case "$previous" in',
      ...chosen.map(({ name, choices }) => `        ${flag(name)}) ${reply(choices)}; return ;;`),
      ...listed.map((option) => `        ${flag(option.name)}) ${reply([], [listOf(option)!])}; return ;;`),
      ...(valued.length === 0
        ? []
        : [`        ${valued.map(({ name }) => flag(name)).join('|')}) ${files}; return ;;`]),
      '      esac',
      '      case "$current" in',
      `        -*) ${reply(options.map(({ name }) => flag(name)))} ;;`,
      `        *) ${names.length + lists.length === 0 ? files : reply(names, lists)} ;;`,
      '      esac',
      '      ;;',
    ];
  });
}

function bashScript(vocabulary: Vocabulary): string {
  const reply = (words: readonly string[], lists: readonly List[] = []): string =>
    `COMPREPLY=($(compgen -W ${[quoted(words.join(' ')), ...lists.map((list) => `" $(_tapebench_${list})"`)].join('')} -- "$current"))`;
  return `# Completes tapebench in bash. Put it into ~/.bashrc:  source <(tapebench completion bash)
${lookUps((name) => `${name}() {`, '}')}
_tapebench() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD - 1]}"
  local command="\${COMP_WORDS[1]}"
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    ${reply([...vocabulary.firstWords, '--help', '--version'])}
    return
  fi
  case "$command" in
${[...vocabulary.nested]
  .map(
    ([first, seconds]) => `    ${first})
      if [ "$COMP_CWORD" -eq 2 ]; then
        ${reply(seconds)}
        return
      fi
      command="$command \${COMP_WORDS[2]}"
      ;;`,
  )
  .join('\n')}
  esac
  case "$command" in
${cases(vocabulary, reply, ':').join('\n')}
  esac
}
complete -o default -F _tapebench tapebench
`;
}

function zshScript(vocabulary: Vocabulary): string {
  const reply = (words: readonly string[], lists: readonly List[] = []): string =>
    `compadd -- ${[...words, ...lists.map((list) => `\${(f)"$(_tapebench_${list})"}`)].join(' ')}`;
  const described = (words: readonly (readonly [string, string])[]): string =>
    words.map(([word, about]) => `      ${quoted(`${word}:${about.replaceAll(':', '\\:')}`)}`).join('\n');
  return `#compdef tapebench
# Completes tapebench in zsh. Put it into ~/.zshrc behind compinit:  source <(tapebench completion zsh)
${lookUps((name) => `${name}() {`, '}')}
_tapebench() {
  local current="$words[CURRENT]" previous="$words[CURRENT-1]" command="$words[2]"
  local -a known
  if (( CURRENT == 2 )); then
    known=(
${described(vocabulary.firstWords.map((word) => [word, aboutFirst(vocabulary, word)]))}
    )
    _describe command known
    return
  fi
  case "$command" in
${[...vocabulary.nested.keys()]
  .map(
    (first) => `    ${first})
      if (( CURRENT == 3 )); then
        known=(
${described(secondsOf(vocabulary, first))}
        )
        _describe command known
        return
      fi
      command="$command $words[3]"
      ;;`,
  )
  .join('\n')}
  esac
  case "$command" in
${cases(vocabulary, (words, lists) => `${reply(words, lists)}${words.some((word) => word.startsWith('-')) ? '' : '; _files'}`, '_files').join('\n')}
  esac
}
compdef _tapebench tapebench
`;
}

function fishScript(vocabulary: Vocabulary): string {
  const lines = [
    '# Completes tapebench in fish. Put it into ~/.config/fish/completions/tapebench.fish:  tapebench completion fish',
    lookUps((name) => `function ${name}`, 'end'),
  ];
  for (const word of vocabulary.firstWords) {
    const about = fishQuoted(aboutFirst(vocabulary, word));
    lines.push(`complete -c tapebench -n __fish_use_subcommand -f -a ${word} -d ${about}`);
  }
  for (const [first, seconds] of vocabulary.nested) {
    for (const [second, about] of secondsOf(vocabulary, first)) {
      const open = `__fish_seen_subcommand_from ${first}; and not __fish_seen_subcommand_from ${seconds.join(' ')}`;
      lines.push(`complete -c tapebench -n ${fishQuoted(open)} -f -a ${second} -d ${fishQuoted(about)}`);
    }
  }
  for (const command of vocabulary.commands) lines.push(...fishCommand(command));
  return `${lines.join('\n')}\n`;
}

function fishCommand({ words, options, names, lists }: Completed): string[] {
  const seen = words.map((word) => `__fish_seen_subcommand_from ${word}`).join('; and ');
  const start = `complete -c tapebench -n ${fishQuoted(seen)}`;
  const lines = options.map((option) => {
    const { name, about, takesValue, choices } = option;
    const list = listOf(option);
    const words = list === undefined || !takesValue ? choices.join(' ') : `(_tapebench_${list})`;
    const value =
      words !== '' ? ` ${choices.length > 0 ? '-x' : '-r'} -a ${fishQuoted(words)}` : takesValue ? ' -r' : '';
    return `${start} -l ${name}${value} -d ${fishQuoted(about)}`;
  });
  const offered = [...names, ...lists.map((list) => `(_tapebench_${list})`)];
  if (offered.length > 0) lines.push(`${start} -a ${fishQuoted(offered.join(' '))}`);
  return lines;
}

function aboutFirst({ commands, nested }: Vocabulary, word: string): string {
  const seconds = nested.get(word);
  return seconds === undefined
    ? (commands.find(({ words }) => words[0] === word)?.about ?? '')
    : seconds.join(', ');
}

function secondsOf({ commands }: Vocabulary, first: string): (readonly [string, string])[] {
  return commands
    .filter(({ words }) => words[0] === first)
    .map(({ words, about }) => [words[1]!, about] as const);
}

/** For bash and zsh, where nothing between single quotes means anything but themselves. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** For fish, which knows two escapes between single quotes. */
function fishQuoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
