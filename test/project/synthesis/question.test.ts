import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { LIBRARY_FOLDER } from '../../../src/config/library';
import { agrees } from '../../../src/project/synthesis/question';
import { compiledCommand } from '../../support/command';

const QUESTION = 'Create a repository inside of it?';
const MODULE = JSON.stringify(join(LIBRARY_FOLDER, 'lib/project/synthesis/question.js'));
const PROGRAM = `console.log('agrees: ' + require(${MODULE}).agrees('${QUESTION}'))`;

/** Asks at a terminal, types an answer, and returns all that was shown. */
function shown(answer: string): string {
  const asking = JSON.stringify([[process.execPath, '-e', PROGRAM], '[y/N]', answer]);
  const { stdout } = spawnSync('python3', [join(__dirname, '../../support/terminal.py'), asking], { encoding: 'utf8' });
  return stdout.replace(/\r/g, '');
}

// It fails if the compiled library is older than its source.
beforeAll(() => void compiledCommand('.', ['--version']));

test.each([
  ['y', true],
  ['YES', true],
  [' yes ', true],
  ['', false],
  ['n', false],
  ['yesterday', false],
])('%j at the terminal means %p', (answer, expected) => {
  expect(shown(`${answer}\r`)).toBe(`${QUESTION} [y/N] ${answer}\nagrees: ${expected}\n`);
});

test('without a terminal, nothing is asked, and the answer is no', () => {
  expect(agrees(QUESTION)).toBe(false);
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', PROGRAM], { encoding: 'utf8', input: 'y\n' });
  expect([stdout, stderr]).toEqual(['agrees: false\n', '']);
});
