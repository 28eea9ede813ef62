// Finds the words of words.yaml in text that people read, and prints each as `file:line: word -> write …`.
// Usage: node scripts/words.js [PATH…]   The default is all text of the library except tests.
const { execFileSync } = require('node:child_process');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const YAML = require('yaml');

const ROOTS = [
  'src',
  'templates',
  'docs',
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  '.github',
  '.ci',
  '.projenrc.ts',
  'benchmarks',
  'bin',
  'scripts',
  // It contains every word.
  ':!scripts/words.yaml',
];

/** Reads words.yaml, and compiles its regular expressions. */
function readWords(path = join(__dirname, 'words.yaml')) {
  const whole = (find, text) => new RegExp(text ? find : `(?<![\\w])(?:${find})(?![\\w])`, 'gi');
  return YAML.parse(readFileSync(path, 'utf8')).map((entry) => ({
    ...entry,
    pattern: whole(entry.find, false),
    exceptions: (entry.except ?? []).map(({ text }) => whole(text, true)),
  }));
}

/** Joins the lines of a text, to find phrases across line breaks. Also returns where each line starts. */
function flatten(text) {
  const starts = [];
  let flat = '';
  for (const line of text.split('\n')) {
    starts.push(flat.length);
    const words = line
      .replace(/^\s*(?:\/\*\*?|\*\/|\*(?!\*)|\/\/|#+|>|--)?\s*/, '')
      .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
      .replace(/_/g, ' ');
    flat += `${words.trimEnd()} `;
  }
  return { flat, starts };
}

function spans(pattern, flat) {
  return [...flat.matchAll(pattern)].map(({ index, 0: word }) => ({ from: index, to: index + word.length, word }));
}

/** Finds the words to replace in a text, in order. */
function findWords(text, entries) {
  const { flat, starts } = flatten(text);
  const found = [];
  for (const { pattern, exceptions, write } of entries) {
    const allowed = exceptions.flatMap((exception) => spans(exception, flat));
    for (const { from, to, word } of spans(pattern, flat)) {
      if (allowed.some((span) => span.from <= from && to <= span.to)) continue;
      found.push({ from, to, line: starts.findLastIndex((start) => start <= from) + 1, word, write });
    }
  }
  // The advice for a phrase is better than that for a word in it.
  const isInside = (hit) =>
    found.some(({ from, to }) => from <= hit.from && hit.to <= to && to - from > hit.to - hit.from);
  return found.filter((hit) => !isInside(hit)).sort((a, b) => a.from - b.from);
}

/** Lists tracked files, and new files that Git doesn't ignore. */
function listFiles(paths) {
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...paths];
  return execFileSync('git', list, { encoding: 'utf8', maxBuffer: 1 << 26 })
    .split('\0')
    .filter(Boolean);
}

function main(paths) {
  const entries = readWords();
  let count = 0;
  for (const path of listFiles(paths.length > 0 ? paths : ROOTS)) {
    let text;
    try {
      text = readFileSync(path, 'utf8');
    } catch (error) {
      // Git still tracks a deleted file until the deletion is staged.
      if (error.code === 'ENOENT') continue;
      throw error;
    }
    if (text.includes('\0')) continue;
    const hits = [...findWords(path, entries).map((hit) => ({ ...hit, line: 'name' })), ...findWords(text, entries)];
    for (const { line, word, write } of hits) console.log(`${path}:${line}: ${word} -> write ${write}`);
    count += hits.length;
  }
  if (count > 0) console.error(`${count} words to replace (scripts/words.yaml)`);
  process.exitCode = count > 0 ? 1 : 0;
}

module.exports = { findWords, readWords };
if (require.main === module) main(process.argv.slice(2));
