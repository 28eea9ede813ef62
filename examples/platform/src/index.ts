import { PythonGitOpsApp, PythonGitOpsAppOptions } from '@org/python-gitops-app';

/**
 * A repository of Python services at Acme.
 *
 * @pjid acme-app
 */
export class AcmeApp extends PythonGitOpsApp {
  constructor(options: PythonGitOpsAppOptions) {
    super({
      organization: {
        registry: 'ghcr.io/acme',
        environments: { dev: {}, qa: {}, prod: { gated: true } },
        codeOwners: ['@acme/platform'],
      },
      ...options,
    });
  }
}
