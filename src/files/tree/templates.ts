import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Mustache from 'mustache';
import { LIBRARY_FOLDER } from '../../config/library';

/** Folder of the templates, at the same path from the compiled library and from its source. */
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

/**
 * Reads a template, which is a valid file of its language, and replaces its sample values.
 * @param own values of this file alone; copying the others for each file would take longer than filling it
 */
export function fillTemplate(name: string, samples: Samples, own: Samples = {}): string {
  const keys = [...keysOf(samples), ...Object.keys(own)];
  if (keys.length === 0) return readTemplate(name);
  // One pass, so that a value which contains another sample is not replaced again.
  return piecesOf(name, keys)
    .map((piece, index) => (index % 2 === 0 ? piece : (own[piece] ?? samples[piece])))
    .join('');
}

type Samples = Readonly<Record<string, string>>;

const knownKeys = new WeakMap<Samples, readonly string[]>();

/** The keys of samples, which many files share. */
function keysOf(samples: Samples): readonly string[] {
  const known = knownKeys.get(samples);
  if (known) return known;
  const keys = Object.keys(samples);
  knownKeys.set(samples, keys);
  return keys;
}

interface Cut {
  readonly samples: readonly string[];
  readonly pieces: readonly string[];
}

const cuts = new Map<string, Cut>();

/** A template split at these samples: text and sample in turn. Cached, as they are the same for every app. */
function piecesOf(name: string, samples: readonly string[]): readonly string[] {
  const known = cuts.get(name);
  const isSame =
    known?.samples.length === samples.length && samples.every((one, index) => one === known.samples[index]);
  if (known && isSame) return known.pieces;
  const anyOf = samples.map((sample) => sample.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  const pieces = readTemplate(name).split(new RegExp(`(${anyOf})`));
  cuts.set(name, { samples, pieces });
  return pieces;
}

/** A part of a template, between its begin and end comments. */
const PART = /^[ \t]*# begin (\w+)\n([^]*?)^[ \t]*# end \1\n/gm;

/** Keeps the wanted parts of a template, without the comments around them. */
export function selectParts(text: string, wanted: Readonly<Record<string, boolean>>): string {
  // Most templates have no parts.
  if (!text.includes('# begin ')) return text;
  return text.replace(PART, (_part, name: string, content: string) => {
    if (!Object.hasOwn(wanted, name)) throw new Error(`unknown template part: ${name}`);
    return wanted[name] ? content : '';
  });
}

/**
 * Renders a document with Mustache, without HTML escaping. Its partials are files below `docs/`, such as the code of a
 * recipe.
 */
export function renderDocument(name: string, view: object): string {
  return Mustache.render(readTemplate(name), view, (partial) => readTemplate(`docs/${partial}`), { escape: String });
}
