/** The comment styles of generated files. */
export type CommentStyle = 'hash' | 'html' | 'slashes';

/** The text of the header: owner, governing option, and where to change the file instead. */
export function headerLines(path: string, option: string): string[] {
  return [
    `Generated from .projenrc.ts (${option}). \`npx projen\` overwrites edits.`,
    `What to change instead: make owners FILE=${path}`,
  ];
}

/** The header of a generated file, as a comment. */
export function generatedHeader(path: string, option: string, style: CommentStyle = 'hash'): string {
  const lines = headerLines(path, option);
  if (style === 'html') return `<!-- ${lines.join('\n     ')} -->\n`;
  const mark = style === 'slashes' ? '//' : '#';
  return lines.map((line) => `${mark} ${line}\n`).join('');
}

/** Adds the header on top of a text, below a shebang. */
export function withHeader(path: string, option: string, text: string, style: CommentStyle = 'hash'): string {
  const header = generatedHeader(path, option, style);
  if (!text.startsWith('#!')) return style === 'html' ? `${header}\n${text}` : `${header}${text}`;
  const end = text.indexOf('\n') + 1;
  return text.slice(0, end) + header + text.slice(end);
}
