/** Where an annotation is shown, and its title. */
export interface AnnotationPlace {
  readonly file?: string;
  readonly line?: number;
  readonly col?: number;
  readonly title: string;
}

/**
 * A GitHub Actions workflow command that annotates a file. Escaping keeps the message and the place from starting another
 * command.
 * @see https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
export function annotation(level: 'error' | 'notice', place: AnnotationPlace, message: string): string {
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
