/** A place where kustomize reads another document than YAML parsers do, or none. */
export interface StreamProblem {
  /** Counted from 1. */
  readonly line: number;
  readonly what: string;
  readonly fix: string;
}

/** All of it is rare, and is at the start of a line: nested text is indented. */
const SUSPECT = /^(?:%|\.\.\.|---[ \t]+[^#\s])/m;

/**
 * The first problem of a text, if any. Kustomize splits a file at lines with `---` before it parses: it refuses directives,
 * and ignores what follows `...`.
 */
export function streamProblem(text: string): StreamProblem | undefined {
  if (!SUSPECT.test(text)) return undefined;
  const lines = text.split(/\r?\n/);
  const first = lines.findIndex(isContent);
  for (const [index, line] of lines.entries()) {
    const problem = problemAt(line, index === first, () => lines.find((one, other) => other > index && isContent(one)));
    if (problem) return { line: index + 1, ...problem };
  }
  return undefined;
}

function problemAt(
  line: string,
  isFirst: boolean,
  next: () => string | undefined,
): Omit<StreamProblem, 'line'> | undefined {
  if (line.startsWith('%')) {
    return { what: `the directive ${line.trimEnd()}, which kustomize refuses`, fix: 'remove this line' };
  }
  if (/^\.\.\.(?:\s|$)/.test(line) && next()?.startsWith('---') === false) {
    return { what: 'a document after ... without ---, which kustomize ignores', fix: 'replace ... by ---' };
  }
  if (/^---[ \t]+[^#\s]/.test(line) && !isFirst) {
    return { what: 'a document on the line of its ---, which kustomize refuses', fix: 'move it to the line below' };
  }
  return undefined;
}

/** Whether a line is neither blank nor a comment. */
function isContent(line: string): boolean {
  return /^\s*[^#\s]/.test(line.replace(/^\uFEFF/, ''));
}
