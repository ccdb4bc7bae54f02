import type { Completed, Vocabulary } from './vocabulary.ts';

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

/** A word list for each question that bash and zsh ask in the same way: the value of an option, options, arguments. */
function cases(
  { commands }: Vocabulary,
  reply: (words: readonly string[]) => string,
  files: string,
): string[] {
  return commands.flatMap(({ words, options, names }) => {
    const chosen = options.filter((option) => option.choices.length > 0);
    const valued = options.filter((option) => option.takesValue && option.choices.length === 0);
    return [
      `    ${quoted(words.join(' '))})`,
      '      case "$previous" in',
      ...chosen.map(({ name, choices }) => `        ${flag(name)}) ${reply(choices)}; return ;;`),
      ...(valued.length === 0
        ? []
        : [`        ${valued.map(({ name }) => flag(name)).join('|')}) ${files}; return ;;`]),
      '      esac',
      '      case "$current" in',
      `        -*) ${reply(options.map(({ name }) => flag(name)))} ;;`,
      `        *) ${names.length === 0 ? files : reply(names)} ;;`,
      '      esac',
      '      ;;',
    ];
  });
}

function bashScript(vocabulary: Vocabulary): string {
  const reply = (words: readonly string[]): string =>
    `COMPREPLY=($(compgen -W ${quoted(words.join(' '))} -- "$current"))`;
  return `# Completes tapebench in bash. Put it into ~/.bashrc:  source <(tapebench completion bash)
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
  const reply = (words: readonly string[]): string => `compadd -- ${words.join(' ')}`;
  const described = (words: readonly (readonly [string, string])[]): string =>
    words.map(([word, about]) => `      ${quoted(`${word}:${about.replaceAll(':', '\\:')}`)}`).join('\n');
  return `#compdef tapebench
# Completes tapebench in zsh. Put it into ~/.zshrc behind compinit:  source <(tapebench completion zsh)
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
${cases(vocabulary, (words) => `${reply(words)}${words.some((word) => word.startsWith('-')) ? '' : '; _files'}`, '_files').join('\n')}
  esac
}
compdef _tapebench tapebench
`;
}

function fishScript(vocabulary: Vocabulary): string {
  const lines = [
    '# Completes tapebench in fish. Put it into ~/.config/fish/completions/tapebench.fish:  tapebench completion fish',
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

function fishCommand({ words, options, names }: Completed): string[] {
  const seen = words.map((word) => `__fish_seen_subcommand_from ${word}`).join('; and ');
  const start = `complete -c tapebench -n ${fishQuoted(seen)}`;
  const lines = options.map(({ name, about, takesValue, choices }) => {
    const value = choices.length > 0 ? ` -x -a ${fishQuoted(choices.join(' '))}` : takesValue ? ' -r' : '';
    return `${start} -l ${name}${value} -d ${fishQuoted(about)}`;
  });
  if (names.length > 0) lines.push(`${start} -a ${fishQuoted(names.join(' '))}`);
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
