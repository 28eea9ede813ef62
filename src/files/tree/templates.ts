import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Mustache from 'mustache';
import { LIBRARY_FOLDER } from '../../config/library';

/** Folder of the templates, beside the compiled library as beside its source. */
const TEMPLATES = join(LIBRARY_FOLDER, 'templates');

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
  const keys = Object.keys(samples);
  if (keys.length === 0) return readTemplate(name);
  let text = '';
  // One pass, so that a value that holds another sample is not replaced again.
  for (const [index, piece] of piecesOf(name, keys).entries()) text += index % 2 === 0 ? piece : samples[piece];
  return text;
}

const pieces = new Map<string, readonly string[]>();

/** A template cut at these samples: text and sample in turn. They are the same for every app, so it is cut once. */
function piecesOf(name: string, samples: readonly string[]): readonly string[] {
  const key = [name, ...samples].join('\0');
  const known = pieces.get(key);
  if (known !== undefined) return known;
  const anyOf = samples.map((sample) => sample.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  const cut = readTemplate(name).split(new RegExp(`(${anyOf})`));
  pieces.set(key, cut);
  return cut;
}

/** A part of a template, between the comments that begin and end it. */
const PART = /^# begin (\w+)\n([^]*?)^# end \1\n/gm;

/** Keeps the parts of a template that are wanted, and takes the others out; the comments around them go in any case. */
export function selectParts(text: string, wanted: Readonly<Record<string, boolean>>): string {
  // Most templates have no parts.
  if (!text.includes('# begin ')) return text;
  return text.replace(PART, (_part, name: string, content: string) => {
    if (!Object.hasOwn(wanted, name)) throw new Error(`the template has a part ${name} that nobody decides about`);
    return wanted[name] ? content : '';
  });
}

/** Renders a document: Mustache, without HTML's escapes. */
export function renderDocument(name: string, view: object): string {
  return Mustache.render(readTemplate(name), view, undefined, { escape: String });
}
