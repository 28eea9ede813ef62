import { generatedFromTemplate, packageManagerSamples, SAMPLES } from './samples';
import { VERSIONS } from '../config/defaults';
import type { Repository } from '../config/model';
import type { TreeFile } from '../files/tree/tree';

interface RepositoryTemplate {
  readonly path: string;
  readonly option: string;
  readonly instead: string;
  readonly executable?: boolean;
}

const FILES: readonly RepositoryTemplate[] = [
  { path: 'Makefile', option: 'apps', instead: 'Put targets of your own into local.mk beside it.' },
  ...['check-generated.sh', 'install-tools.sh', 'validate-gitops.sh'].map((script) => ({
    path: `scripts/${script}`,
    option: 'name',
    instead: 'It has no option yet; scripts of your own may stand beside it.',
    executable: true,
  })),
];

/** Renders the front door and the scripts of the repository. */
export function renderRepositoryFiles(repository: Repository): TreeFile[] {
  const samples = {
    [SAMPLES.app]: repository.apps.map((app) => app.name).join(' '),
    [SAMPLES.kustomize]: VERSIONS.kustomize,
    ...packageManagerSamples(repository),
    [SAMPLES.kubeseal]: VERSIONS.kubeseal,
  };
  return FILES.map(({ path, option, instead, executable }) => ({
    path,
    // A list without an app leaves a blank behind.
    content: generatedFromTemplate(`repository/${path}`, path, option, samples).replace(/ +$/gm, ''),
    executable,
    owner: 'generated',
    option,
    instead,
  }));
}
