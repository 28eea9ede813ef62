import { unguarded, withGuardedConsole } from '../../../src/cli/terminal/console';

const RED = '\u001b[31m';
const RESET = '\u001b[39m';

/** What a body prints on standard output and standard error, as the console gets it. */
async function printed(body: () => void): Promise<{ readonly out: unknown[][]; readonly error: unknown[][] }> {
  const [log, error] = [jest.spyOn(console, 'log'), jest.spyOn(console, 'error')];
  for (const spy of [log, error]) spy.mockImplementation(() => undefined);
  try {
    await withGuardedConsole(() => Promise.resolve(body()));
    console.log('\u0007after');
    return { out: log.mock.calls, error: error.mock.calls };
  } finally {
    log.mockRestore();
    error.mockRestore();
  }
}

test.each([
  [`${RED}red${RESET}`, '\\x1b[31mred\\x1b[39m'],
  ['\u001b]0;title\u0007', '\\x1b]0;title\\x07'],
  ['a\rb\bc', 'a\\x0db\\x08c'],
  ['\u009b2J', '\\u009b2J'],
  ['apps/\u202egnp.yaml', 'apps/\\u202egnp.yaml'],
  ['two\nlines\tand a tab', 'two\nlines\tand a tab'],
])('%j is printed without control characters, on both streams', async (text, shown) => {
  const { out, error } = await printed(() => {
    console.log(text);
    console.error(text, 5);
  });
  expect(out).toEqual([[shown], ['\u0007after']]);
  expect(error).toEqual([[shown, 5]]);
});

test('a terminal gets colors, and nothing else', async () => {
  const { isTTY } = process.stdout;
  const { NO_COLOR } = process.env;
  delete process.env.NO_COLOR;
  process.stdout.isTTY = true;
  try {
    const { out, error } = await printed(() => {
      console.log(`${RED}- a\u001b[2J${RESET}`);
      console.error(`${RED}b`);
    });
    expect([out[0], error[0]]).toEqual([[`${RED}- a\\x1b[2J${RESET}`], ['\\x1b[31mb']]);
  } finally {
    process.stdout.isTTY = isTTY;
    if (NO_COLOR !== undefined) process.env.NO_COLOR = NO_COLOR;
  }
});

test('a config prints what it likes', async () => {
  const { error } = await printed(() => unguarded(() => console.error(`${RED}mine`)));
  expect(error).toEqual([[`${RED}mine`]]);
});
