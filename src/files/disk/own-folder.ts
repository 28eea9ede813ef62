/** Folder for the library's own data; git ignores it. */
export const OWN_FOLDER = '.python-gitops';

/** Folder of saved edits. */
export const SAVED_EDITS = `${OWN_FOLDER}/saved`;
