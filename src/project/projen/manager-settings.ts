import type { Document } from 'yaml';
import { isMap, parseDocument } from 'yaml';
import type { Finding } from '../../common/findings';
import type { PackageManager } from '../../config/package-managers';
import type { TreeFile } from '../../files/tree/tree';

/** Comment on top of a new settings file. */
const COMMENT = '# The library sets the first fields, since it needs node_modules. All other fields are yours.';

/** Renders the settings of the package manager field by field; all other fields are yours. */
export function renderManagerSettings({ settings }: PackageManager, text: string | undefined): TreeFile[] {
  if (settings === undefined) return [];
  const { path, fields } = settings;
  return [
    {
      path,
      content: withFields(fields, text),
      owner: 'generated',
      option: 'packageManager',
      instead: `Only ${Object.keys(fields).join(', ')} is generated: edit all other fields in ${path}.`,
      byField: true,
    },
  ];
}

/** Why the settings cannot be read; they would be lost. */
export function managerSettingsFindings({ settings }: PackageManager, text: string | undefined): Finding[] {
  if (settings === undefined || text === undefined) return [];
  const document = parseDocument(text, { logLevel: 'silent' });
  const problem = document.errors[0]?.message.split('\n')[0];
  if (problem === undefined && (document.contents === null || isMap(document.contents))) return [];
  return [
    {
      code: 'invalid-value',
      path: settings.path,
      must: 'be a YAML object',
      got: problem ?? 'something else',
      fix: 'fix it by hand: your other settings in it would be lost',
    },
  ];
}

function withFields(fields: Readonly<Record<string, string>>, text: string | undefined): string {
  if (text === undefined) return [COMMENT, ...Object.entries(fields).map((field) => field.join(': ')), ''].join('\n');
  const document: Document = parseDocument(text, { logLevel: 'silent' });
  const others = Object.entries(fields).filter(([field, value]) => document.get(field) !== value);
  if (others.length === 0) return text;
  for (const [field, value] of others) document.set(field, value);
  return document.toString({ lineWidth: 0 });
}
