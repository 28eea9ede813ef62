/** What a command starts, as far as it can be known. */
export type Started =
  | { readonly kind: 'module'; readonly name: string; readonly isRun: boolean }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'tool'; readonly name: string };

/** Programs that load a module which their arguments name. */
const LOADERS = /^(?:arq|celery|daphne|dramatiq|flask|granian|gunicorn|hypercorn|uvicorn)$/;

/** Programs that start the program in their arguments. */
const WRAPPERS = /^(?:exec|env|nice|nohup|time|tini|dumb-init|opentelemetry-instrument|ddtrace-run)$/;

/** Everything that the words of a command start; a shell may start several programs. */
export function startedBy(words: readonly string[]): Started[] {
  const shell = /^(?:\/bin\/|\/usr\/bin\/)?(?:ba|da)?sh$/.test(words[0] ?? '') && /^-\w*c$/.test(words[1] ?? '');
  if (!shell) return startedByProgram(words);
  // Anything that the shell expands or quotes is not known.
  return (words[2] ?? '').split(/&&|\|\||[;|&\n]/).flatMap((part) => {
    return /["'`$(){}\\<>*?]/.test(part) ? [] : startedByProgram(part.trim().split(/\s+/));
  });
}

function startedByProgram(words: readonly string[]): Started[] {
  let [first = '', ...rest] = words;
  if (/^\w+=/.test(first) || first === '--') return startedByProgram(rest);
  first = first.replace(/^\/opt\/venv\/bin\/|^\/(?:usr\/)?bin\/(?=(?:ba|da)?sh$)/, '');
  if (first === '' || /^-/.test(first)) return [];
  if (/^python(?:3(?:\.\d+)?)?$/.test(first)) return startedByPython(rest);
  if (first.includes('/') || first.endsWith('.py')) {
    const path = first.replace(/^\/app\//, '').replace(/^(?:\.\/)+/, '');
    return path.startsWith('/') ? [] : [{ kind: 'file', path }];
  }
  const tool: Started = { kind: 'tool', name: first };
  // The file of a script, or what runs for a limited time.
  if (/^(?:ba|da)?sh$/.test(first) && /^[\w./-]*\.sh$/.test(rest[0] ?? '')) {
    return [tool, ...startedByProgram([rest[0].includes('/') ? rest[0] : `./${rest[0]}`])];
  }
  if (first === 'timeout' && /^\d/.test(rest[0] ?? '')) return [tool, ...startedByProgram(rest.slice(1))];
  if (WRAPPERS.test(first)) {
    const inner = rest.findIndex((word) => !word.startsWith('-'));
    return [tool, ...(inner === 0 ? startedByProgram(rest) : [])];
  }
  return [tool, ...(LOADERS.test(first) ? loadedBy(first, rest) : [])];
}

function startedByPython(words: readonly string[]): Started[] {
  const [first = '', second = '', ...rest] = words;
  if (first === '-W' || first === '-X') return startedByPython(rest);
  // Also as in `python -um module`.
  if (/^-[bBdEIOPsSuvqR]*m$/.test(first)) {
    const loaded = LOADERS.test(second) ? loadedBy(second, rest) : [];
    return second === '' ? [] : [{ kind: 'module', name: second, isRun: true }, ...loaded];
  }
  if (/^-[bBdEIOPsSuvqR]+$/.test(first)) return startedByPython(words.slice(1));
  if (first === '' || first.startsWith('-')) return [];
  return startedByProgram([first.includes('/') ? first : `./${first}`]);
}

/** The modules that a program loads. */
function loadedBy(program: string, words: readonly string[]): Started[] {
  const module = (name: string): Started => ({ kind: 'module', name, isRun: false });
  const positional = words.filter((word) => !word.startsWith('-'));
  switch (program) {
    case 'celery':
    case 'flask': {
      const index = words.findIndex((word) => /^(?:-A|--app)$/.test(word));
      const inline = words.map((word) => /^(?:--app=|-A)(.+)$/.exec(word)?.[1]).find((name) => name !== undefined);
      const name = (inline ?? (index < 0 ? undefined : words[index + 1]))?.split(':')[0];
      return name !== undefined && /^[A-Za-z_][\w.]*$/.test(name) ? [module(name)] : [];
    }
    case 'arq':
      return /^[A-Za-z_][\w.]*\.\w+$/.test(positional[0] ?? '') ? [module(positional[0].replace(/\.\w+$/, ''))] : [];
    case 'dramatiq':
      return /^[A-Za-z_][\w.]*$/.test(positional[0] ?? '') ? [module(positional[0])] : [];
    default:
      return positional.flatMap((word) => {
        const name = /^([A-Za-z_][\w.]*):[A-Za-z_]\w*(?:\(\))?$/.exec(word)?.[1];
        return name === undefined ? [] : [module(name)];
      });
  }
}
