/** Texts that no option but a free one may take: each has broken YAML, a shell, a workflow or a path somewhere. */
export const HOSTILE_TEXTS: readonly string[] = [
  '',
  ' ',
  '\t',
  '\n',
  'main\n',
  '\nmain',
  ' main',
  'main ',
  'a b',
  'a\nb',
  'a\r\nb',
  "a'b",
  'a"b',
  'a`id`',
  '$(id)',
  '$HOME',
  '${{ secrets.TOKEN }}',
  '{{ name }}',
  'a;b',
  'a|b',
  'a&b',
  'a>b',
  'a#b',
  'a\\b',
  'a*',
  'a?b',
  '[a]',
  '{a}',
  '%0a',
  '~',
  '!x',
  '&a',
  '*a',
  '-rf',
  '--help',
  '.',
  '..',
  '../..',
  '/',
  '/etc/passwd',
  'a//b',
  'a/../b',
  'ä',
  '日本語',
  'a\u0000b',
  'a\u202eb',
  'a\u2028b',
  '\ufeffmain',
  '😀',
  '\ud800',
  'x'.repeat(10_000),
];

/** JSON values that are no text. */
export const NOT_TEXT: readonly unknown[] = [null, true, false, 0, 1, 3.13, -1, [], ['main'], {}, { a: 1 }];

/** JSON values that are no number. */
export const NOT_NUMBER: readonly unknown[] = [null, true, false, '', '1', '5000', '0x10', [], [5000], {}, { a: 1 }];

/** JSON values that are no object, which a list is not either. */
export const NOT_RECORD: readonly unknown[] = [null, true, false, 0, 1, '', 'web', [], [{}], ['web']];

/** Keys that every JavaScript object answers to. */
export const PROTOTYPE_KEYS: readonly string[] = [
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'isPrototypeOf',
  'prototype',
  'toJSON',
  'toString',
  'valueOf',
];
