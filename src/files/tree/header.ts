/** The kinds of comment that generated files are written in. */
export type CommentStyle = 'hash' | 'html';

/** What the header of a generated file says: who owns it, what governs it, and where a wish to change it belongs. */
export function headerLines(path: string, option: string): string[] {
  return [
    `Generated from .projenrc.ts (${option}): an edit here is overwritten by \`npx projen\`.`,
    `What to change instead: make owners FILE=${path}`,
  ];
}

/** The header of a generated file, as a comment. */
export function generatedHeader(path: string, option: string, style: CommentStyle = 'hash'): string {
  const lines = headerLines(path, option);
  if (style === 'html') return `<!-- ${lines.join('\n     ')} -->\n`;
  return lines.map((line) => `# ${line}\n`).join('');
}

/** Puts the header on top of a text, below a shebang if there is one. */
export function withHeader(path: string, option: string, text: string, style: CommentStyle = 'hash'): string {
  const header = generatedHeader(path, option, style);
  if (!text.startsWith('#!')) return style === 'html' ? `${header}\n${text}` : `${header}${text}`;
  const end = text.indexOf('\n') + 1;
  return text.slice(0, end) + header + text.slice(end);
}
