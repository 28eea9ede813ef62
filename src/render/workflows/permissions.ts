import type { Permission } from './template';
import type { Repository } from '../../config/model';
import { releasesByPush } from '../../config/model';

export const CHECKS_OUT: Permission = { name: 'contents', level: 'read', why: 'checks the code out' };
export const PUSHES: Permission = { name: 'contents', level: 'write', why: 'pushes the release' };

/** The rights of the job that pushes an image. */
export function imagePermissions(): Permission[] {
  return [CHECKS_OUT];
}

/** What a job may hand on that calls the workflow of an app: the rights of all of its jobs. */
export function appPermissions(repository: Repository): Permission[] {
  return releasesByPush(repository) ? [PUSHES] : [CHECKS_OUT];
}
