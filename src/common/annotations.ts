/** Where an annotation is shown, and under which title. */
export interface Place {
  readonly file?: string;
  readonly line?: number;
  readonly col?: number;
  readonly title: string;
}

/**
 * A workflow command of GitHub Actions that shows a message beside a file. Whatever stands in the message or the place
 * cannot start a command of its own.
 * @see https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
export function annotation(level: 'error' | 'notice', place: Place, message: string): string {
  const { file, line, col, title } = place;
  const properties = Object.entries({ file, line, col, title })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::${level} ${properties.join(',')}::${escapeData(message)}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
