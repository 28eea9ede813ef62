import { join } from 'node:path';
import type { Program } from './programs';

/** A program of this folder in TypeScript, which runs in the network namespace. */
export function nodeProgram(name: string, file: string, args: readonly (string | number)[]): Program {
  const register = require.resolve('sucrase/register/ts');
  return { name, command: process.execPath, args: ['--require', register, join(__dirname, file), ...args.map(String)] };
}
