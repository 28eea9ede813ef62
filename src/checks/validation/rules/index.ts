import type { TreeCheck } from '../context';
import { blockedIngress } from './blocked-ingress';
import { brokenReference } from './broken-reference';
import { builds } from './builds';
import { cannotFail } from './cannot-fail';
import { checkAlwaysFails } from './check-always-fails';
import { container } from './container';
import { deprecatedField } from './deprecated-field';
import { duplicateApplication } from './duplicate-application';
import { duplicateObject } from './duplicate-object';
import { missingFile } from './missing-file';
import { missingProgram, missingProgramInManifests } from './missing-program';
import { missingResource } from './missing-resource';
import { mutableTag } from './mutable-tag';
import { noPromotion } from './no-promotion';
import { notCanonical } from './not-canonical';
import { notInLock } from './not-in-lock';
import { notPermitted } from './not-permitted';
import { outdatedLock } from './outdated-lock';
import { outdatedUvLock } from './outdated-uv-lock';
import { placeholder } from './placeholder';
import { plaintextSecret } from './plaintext-secret';
import { podSecurity } from './pod-security';
import { ports } from './ports';
import { readable } from './readable';
import { releasedImage } from './released-image';
import { schema } from './schema';
import { sealedSecret } from './sealed-secret';
import { selector } from './selector';
import { sharedObject } from './shared-object';
import { startCommand } from './start-command';
import { unlistedManifest } from './unlisted-manifest';

/** Every rule. Each reads the whole tree, independently of the others. */
export const CHECKS: readonly TreeCheck[] = [
  readable,
  builds,
  schema,
  plaintextSecret,
  sealedSecret,
  unlistedManifest,
  placeholder,
  duplicateApplication,
  missingResource,
  checkAlwaysFails,
  missingFile,
  mutableTag,
  notCanonical,
  noPromotion,
  sharedObject,
  notPermitted,
  blockedIngress,
  podSecurity,
  selector,
  releasedImage,
  duplicateObject,
  brokenReference,
  cannotFail,
  startCommand,
  missingProgram,
  missingProgramInManifests,
  outdatedLock,
  notInLock,
  outdatedUvLock,
  container,
  ports,
  deprecatedField,
];
