import { streamProblem } from '../../../src/checks/validation/yaml-stream';

const A = 'kind: A\n';

test.each([
  ['a directive', `%YAML 1.1\n---\n${A}`, 1, 'the directive %YAML 1.1, which kustomize refuses', 'remove this line'],
  [
    'a directive below a comment',
    `# c\r\n%TAG ! tag:x.example,2000:\r\n---\r\n${A}`,
    2,
    'the directive %TAG ! tag:x.example,2000:, which kustomize refuses',
    'remove this line',
  ],
  [
    'a directive of a later document',
    `${A}...\n%YAML 1.2\n---\n${A}`,
    2,
    'a document after ... without ---, which kustomize ignores',
    'replace ... by ---',
  ],
  [
    'a document after an end',
    `${A}...\n# c\n${A}`,
    2,
    'a document after ... without ---, which kustomize ignores',
    'replace ... by ---',
  ],
  [
    'a later document on the line of its start',
    `${A}--- {kind: B}\n`,
    2,
    'a document on the line of its ---, which kustomize refuses',
    'move it to the line below',
  ],
])('kustomize does not read %s', (_what, text, line, what, fix) => {
  expect(streamProblem(text)).toEqual({ line, what, fix });
});

test.each([
  ['several documents', `---\n---\n${A}--- # second\n${A}---  \n`],
  ['the end of a document before the next one', `${A}...\n\n---\n${A}...\n# the end\n`],
  ['a byte order mark', `\uFEFF--- {kind: A}\n`],
  ['the same characters in nested text', `data:\n  a: |\n    %YAML 1.1\n    ...\n    --- b\n`],
])('kustomize reads %s', (_what, text) => {
  expect(streamProblem(text)).toBeUndefined();
});
