/** The form of every text that an option may be: one file for each subject. */
export * from './formats/addresses';
export * from './formats/argocd';
export * from './formats/branches';
export * from './formats/build-secrets';
export * from './formats/choices';
export * from './formats/cron';
export * from './formats/escapes';
export * from './formats/exposure';
export * from './formats/folders';
export * from './formats/images';
export * from './formats/labels';
export * from './formats/networks';
export * from './formats/owners';
export * from './formats/packages';
export * from './formats/quantities';
export * from './formats/variables';
export * from './formats/workloads';
export { asName, name, namespace } from './formats/names';
