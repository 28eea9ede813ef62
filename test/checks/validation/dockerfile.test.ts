import { parseDockerfile } from '../../../src/checks/validation/dockerfile';

const parse = (...lines: string[]): ReturnType<typeof parseDockerfile> => parseDockerfile(`${lines.join('\n')}\n`);

test('the image is the last stage, on top of its base stages', () => {
  const image = parse(
    'ARG PYTHON=3.13',
    'FROM python:$PYTHON AS base',
    'WORKDIR /srv',
    'ENV A=1',
    'FROM base AS build',
    'RUN make',
    'COPY all /all',
    'FROM base',
    'WORKDIR app',
    'EXPOSE 80/tcp 443',
  );
  expect([image.workdir, [...image.environment], image.copies, image.runs]).toEqual(['/srv/app', [['A', '1']], [], []]);
  expect(image.ports).toEqual([
    { port: 80, line: 10 },
    { port: 443, line: 10 },
  ]);
});

test('variables that the file sets are filled in, others stay', () => {
  const image = parse(
    'FROM x',
    'ARG ROOT=/srv',
    'ENV HOME="$ROOT/home" OLD=${OLD:-none}',
    'ENV KEY a value',
    'WORKDIR ${HOME}',
    'COPY . $UNKNOWN/x',
  );
  expect(image.workdir).toBe('/srv/home');
  expect([...image.environment]).toEqual([
    ['HOME', '/srv/home'],
    ['OLD', 'none'],
    ['KEY', 'a value'],
  ]);
  expect(image.copies[0].destination).toBe('$UNKNOWN/x');
});

test.each([
  [['CMD ["a", "b c"]'], ['a', 'b c'], 2],
  [['CMD a "b c"'], ['a', 'b c'], 2],
  [['ENTRYPOINT ["a"]', 'CMD ["b"]'], ['a', 'b'], 3],
  [['CMD ["b"]', 'ENTRYPOINT ["a"]'], ['a'], 3],
  [['CMD ["a", \\', '  "b"]'], ['a', 'b'], 2],
  [['CMD ["a", ]'], ['["a",', ']'], 2],
])('the start of %j is %j', (lines, words, line) => {
  expect(parse('FROM x', ...lines).start).toEqual({ words, line });
});

test('copies have their target, and whether they come from elsewhere', () => {
  const image = parse(
    'FROM x',
    'WORKDIR /w',
    'COPY --chown=1:1 a b c/',
    'COPY ["d e", "/f"]',
    'COPY --from=build /g /h',
    'ADD https://x.test/y /z',
  );
  expect(image.copies.map(({ sources, target, isForeign }) => [sources, target, isForeign])).toEqual([
    [['a', 'b'], '/w/c', false],
    [['d e'], '/f', false],
    [['/g'], '/h', true],
    [['https://x.test/y'], '/z', true],
  ]);
});

test.each([
  [''],
  ['FROM'],
  ['CMD'],
  ['FROM x\nCOPY\nUSER\nENV\nEXPOSE x\nWORKDIR'],
  ['\u0000'],
  ['FROM x\nRUN <<EOF\nFROM y\nEOF'],
])('an invalid file, %j, is read as far as possible', (text) => {
  expect(parseDockerfile(text)).toMatchObject({ workdir: '/', copies: [] });
});
