import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Mustache from 'mustache';

/** Folder of the templates, beside the compiled library as beside its source. */
const TEMPLATES = join(__dirname, '..', '..', 'templates');

const cache = new Map<string, string>();

/** Reads a template as it is. */
export function readTemplate(name: string): string {
  let text = cache.get(name);
  if (text === undefined) {
    text = readFileSync(join(TEMPLATES, name), 'utf8');
    cache.set(name, text);
  }
  return text;
}

/** Reads a template that is a valid file of its language, and puts values in the place of its sample values. */
export function fillTemplate(name: string, samples: Readonly<Record<string, string>>): string {
  if (Object.keys(samples).length === 0) return readTemplate(name);
  const pattern = Object.keys(samples).map((sample) => sample.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  // One pass, so that a value that holds another sample is not replaced again.
  return readTemplate(name).replace(new RegExp(pattern.join('|'), 'g'), (sample) => samples[sample]);
}

/** Renders a document: Mustache, without HTML's escapes. */
export function renderDocument(name: string, view: object): string {
  return Mustache.render(readTemplate(name), view, undefined, { escape: String });
}
