/** Name of the one declarative config. */
export const RC_FILE = '.projenrc.ts';
