import { commands, lineInCommand } from '../../../src/checks/validation/shell';

const texts = (script: string): string[] => commands(script).map(({ text }) => text);

test('continued lines are one command with the line number of each part', () => {
  const [command] = commands('run \\\n  --first \\\n  --second\n', 10);
  expect([command.text, command.line]).toEqual(['run   --first   --second', 10]);
  expect(['run', '--first', '--second'].map((part) => lineInCommand(command, command.text.indexOf(part)))).toEqual([
    10, 11, 12,
  ]);
});

test('comments and empty lines are not commands', () => {
  expect(texts('#!/bin/sh\n# one\n\n  # two\nrun # three\nrun "a # b" \'# c\' d#e $#\n')).toEqual([
    'run',
    'run "a # b" \'# c\' d#e $#',
  ]);
});

test('the end of the text ends a command, and CRLF does not matter', () => {
  expect(texts('one\r\ntwo \\')).toEqual(['one', 'two ']);
  expect(texts('')).toEqual([]);
});
