import type * as Typed from '@commander-js/extra-typings';
import * as commander from 'commander';

/** The classes of commander, with types that follow from what a command declares. */
export const { Command, Option } = commander as unknown as typeof Typed;
