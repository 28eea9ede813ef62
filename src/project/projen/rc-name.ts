/** Name of the config file. */
export const RC_FILE = '.projenrc.ts';
