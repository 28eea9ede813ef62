import { add, edit, found, lineOf, cleanTree, judge } from '../support';

const APP = 'apps/example-app/k8s';
const PROD = `${APP}/overlays/prod/kustomization.yaml`;
const DEV = `${APP}/overlays/dev/kustomization.yaml`;
const WORKFLOW = '.github/workflows/main.yml';

/** An overlay whose image has this tag and no digest. */
const tagged = (path: string, tag: string) => (files: Map<string, string>) => {
  const text = (files.get(path) as string)
    .replace(/- digest: .*\n {2}name/, '- name')
    .replace(/newTag: .*/, `newTag: ${tag}`);
  files.set(path, text);
};

describe('S6: a mutable tag', () => {
  const named = (change: Parameters<typeof found>[1]): Promise<string[]> => found('S6-mutable-tag', change);

  test.each(['latest', 'main', 'prod', 'stable', 'prod-latest'])('%s is named in production', async (tag) => {
    expect(await named(tagged(PROD, tag))).toEqual([
      `${PROD} | newTag: ${tag} => production runs docker.io/acme/example-app:${tag}, a mutable tag (Deployment example-app)`,
    ]);
  });

  test('can be the name of a branch that a workflow builds', async () => {
    const lines = await named((files) => {
      tagged(PROD, 'next')(files);
      edit(WORKFLOW, 'branches: [main]', 'branches: [main, next]')(files);
    });
    expect(lines).toEqual([expect.stringContaining('example-app:next, a mutable tag')]);
  });

  test('is latest when there is no tag', async () => {
    const lines = await named((files) => {
      files.set(PROD, (files.get(PROD) as string).replace(/images:[^]*$/, ''));
    });
    expect(lines).toEqual([
      `${APP}/base/deployment.yaml | image: docker.io/acme/example-app => production runs docker.io/acme/example-app ` +
        'without a tag, which means latest (Deployment example-app)',
    ]);
  });

  test.each([
    ['with a digest', edit(PROD, 'a'.repeat(40), 'main')],
    ['before production', tagged(DEV, 'main')],
    ['of a version', tagged(PROD, 'v1.2.3')],
    [
      'that nothing was released with',
      (files: Map<string, string>) => {
        tagged(PROD, 'main')(files);
        edit('apps/example-app/argo/kustomization.yaml', 'resources:', 'components:\n- release\nresources:')(files);
        files.set(
          'apps/example-app/argo/release/kustomization.yaml',
          'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n- patch: |-\n    $patch: delete\n    apiVersion: argoproj.io/v1alpha1\n    kind: Application\n    metadata:\n      name: example-app-prod\n      namespace: argocd\n',
        );
      },
    ],
  ])('is not reported: %s', async (_what, change) => {
    expect(await named(change)).toEqual([]);
  });

  test.each([
    ['by an expression', 'kustomize edit set image "app:${{ github.ref_name }}"'],
    ['by a variable of GitHub', 'kustomize edit set image "app:${GITHUB_REF_NAME}"'],
    [
      'by a variable of the script',
      'TAG="${GITHUB_REF_NAME//\\//-}"\n          kustomize edit set image app="app:$TAG"',
    ],
    [
      'by an output',
      'echo "tag=$GITHUB_REF_NAME" >>"$GITHUB_OUTPUT"\n          kustomize edit set image "app:${{ steps.x.outputs.tag }}"',
    ],
    ['by name', 'kustomize edit set image app:latest'],
  ])('is reported when CI sets it: %s', async (_what, run) => {
    const lines = await named(
      edit(WORKFLOW, '        run: scripts/release.sh example-app dev "$IMAGE"', `        run: |\n          ${run}`),
    );
    expect(lines).toEqual([
      expect.stringMatching(/main\.yml \| kustomize edit set image .* => sets (?:a branch name|latest) as the tag/),
    ]);
  });

  test('is not reported when CI sets the commit', async () => {
    const run = 'kustomize edit set image "app:$GITHUB_SHA"\n          echo "$GITHUB_REF_NAME"';
    expect(
      await named(
        edit(WORKFLOW, '        run: scripts/release.sh example-app dev "$IMAGE"', `        run: |\n          ${run}`),
      ),
    ).toEqual([]);
  });

  test('in an overlay that the config gates counts as production', async () => {
    const files = cleanTree();
    tagged(`${APP}/overlays/staging/kustomization.yaml`, 'main')(files);
    const { problems } = await judge(files, { production: [`${APP}/overlays/staging`] });
    expect(problems.filter(({ rule }) => rule === 'S6-mutable-tag').map((problem) => lineOf(files, problem))).toEqual([
      `${APP}/overlays/staging/kustomization.yaml | newTag: main`,
    ]);
  });
});

describe('S7: a file that kustomize would rewrite', () => {
  const named = (change: Parameters<typeof found>[1]): Promise<string[]> => found('S7-not-canonical', change);

  test('is reported at its first line, with the number of lines', async () => {
    expect(await named(edit(PROD, '- ../../base\n- sealed', '  - ../../base\n  - sealed'))).toEqual([
      expect.stringMatching(
        /\| - \.\.\/\.\.\/base => the next kustomize edit set image also rewrites 2 unrelated lines/,
      ),
    ]);
    expect(await named(edit(PROD, 'resources:\n', '\nresources:\n# what all share\n'))).toEqual([
      expect.stringContaining(PROD),
    ]);
  });

  test('is not reported when nothing edits it', async () => {
    const lines = await named((files) => {
      edit(PROD, '- ../../base\n- sealed', '  - ../../base\n  - sealed')(files);
      edit('scripts/release.sh', 'kustomize edit set image "$3"', 'true')(files);
    });
    expect(lines).toEqual([]);
  });

  test('is not reported without an image', async () => {
    expect(await named(edit(`${APP}/base/kustomization.yaml`, 'resources:', '\n# what runs\nresources:'))).toEqual([]);
  });

  test('is not reported with a comment on top', async () => {
    expect(await named(edit(PROD, 'apiVersion', '# Ours.\napiVersion'))).toEqual([]);
  });
});

describe('S8: production without a promotion', () => {
  const named = (change: Parameters<typeof found>[1]): Promise<string[]> => found('S8-no-promotion', change);
  const deploy = (text: string) =>
    edit(WORKFLOW, '        run: scripts/release.sh example-app dev "$IMAGE"', `        run: |\n          ${text}`);
  const prod = deploy('cd apps/example-app/k8s/overlays/prod && kustomize edit set image "$IMAGE"');

  test.each([
    ['the overlay', prod],
    [
      'a variable',
      deploy(
        'OVERLAY=prod\n          (cd "apps/example-app/k8s/overlays/$OVERLAY" && kustomize edit set image "$IMAGE")',
      ),
    ],
    ['kubectl', deploy('kubectl apply -k apps/example-app/k8s/overlays/production')],
  ])('is reported: a push deploys it by %s', async (_what, change) => {
    expect(await named(change)).toEqual([
      expect.stringContaining('=> the job publish deploys production on every push'),
    ]);
  });

  test.each([
    [
      'a person allows',
      (files: Map<string, string>) => {
        prod(files);
        edit(WORKFLOW, '  publish:\n', '  publish:\n    environment: production\n')(files);
      },
    ],
    [
      'a person starts',
      (files: Map<string, string>) => {
        prod(files);
        edit(WORKFLOW, "if: github.event_name == 'push'", "if: github.event_name == 'workflow_dispatch'")(files);
      },
    ],
    [
      'a tag starts',
      (files: Map<string, string>) => {
        prod(files);
        edit(WORKFLOW, '    branches: [main]\n  pull_request:\n', '    branches: [dev]\n')(files);
      },
    ],
    ['deploys dev', deploy('cd apps/example-app/k8s/overlays/dev && kustomize edit set image "$IMAGE"')],
  ])('is not reported when it %s', async (_what, change) => {
    expect(await named(change)).toEqual([]);
  });

  test('is also a tag that nothing publishes', async () => {
    expect(await named(tagged(DEV, 'dev-latest'))).toEqual([
      `${DEV} | newTag: dev-latest => no workflow publishes an image with the tag dev-latest`,
    ]);
  });

  test.each([
    [
      'a workflow publishes by its name',
      edit(WORKFLOW, 'example-app:${{ github.sha }}\n      - name', 'example-app:dev-latest\n      - name'),
    ],
    [
      'a workflow publishes by a pattern',
      edit(
        WORKFLOW,
        'example-app:${{ github.sha }}\n      - name',
        'example-app:${{ inputs.env }}-latest\n      - name',
      ),
    ],
    ['comes from elsewhere', edit(WORKFLOW, 'docker/build-push-action@v7', 'acme/notify@v1')],
    ['comes from elsewhere, where images are only built', edit(WORKFLOW, 'push: true', 'push: false')],
  ])('a tag may be one that %s', async (_what, change) => {
    const both = (files: Map<string, string>): void => {
      tagged(DEV, 'dev-latest')(files);
      change(files);
    };
    expect(await named(both)).toEqual([]);
  });

  test('a version tag counts as published', async () => {
    expect(await named(add({}))).toEqual([]);
    expect(await named(tagged(DEV, 'v1.0.0'))).toEqual([]);
  });
});
