import { contentOf, DEFAULT, renderOf } from '../support/render-cases';
import { synthesized, synthIn, temporaryFolder } from '../support/repository';

const ON_GITHUB = { ...DEFAULT, codeOwners: ['@acme/platform'] };

describe.each([
  ['GitLab', 'https://gitlab.com/acme/shop'],
  ['Bitbucket', 'git@bitbucket.org:acme/shop.git'],
  ['Azure DevOps', 'https://dev.azure.com/acme/shop/_git/shop'],
])('a repository on %s', (host, repoUrl) => {
  const options = { ...ON_GITHUB, repoUrl };
  const files = renderOf(options);

  test('has no workflows and what belongs to them, and everything else', () => {
    const left = [...renderOf(ON_GITHUB).keys()].filter((path) => !files.has(path));
    expect(left).toEqual([
      '.github/workflows/app.yml',
      '.github/workflows/main.yml',
      '.github/workflows/release.yml',
      'scripts/report-missing-secrets.sh',
    ]);
    expect(contentOf(files, 'CODEOWNERS')).not.toContain('.github');
  });

  test('has documents that show what its own pipeline does', () => {
    const page = contentOf(files, 'IMPLEMENTATION_SUMMARY.md').replace(/\s+/g, ' ');
    expect(page).toContain(`Workflows are generated only for GitHub, so ${DEFAULT.name} has none on ${host}.`);
    expect(page).not.toContain('All checks');
    expect(page).not.toContain('.github/workflows');
    expect(contentOf(files, 'docs/RELEASING.md')).toContain(`On ${host}, CI is [your own pipeline]`);
  });

  test('gets that from synth', () => {
    expect(synthIn(temporaryFolder(), options)).toContain(
      `\nCI is generated only for GitHub, so there are no workflows for ${host}. `,
    );
  });
});

test.each(['git.acme.example', 'code.acme.example', 'scm.corp'])(
  'synth shows that %s is assumed to be GitHub, until ci is set',
  (host) => {
    const options = { ...DEFAULT, repoUrl: `https://${host}/acme/shop` };
    const assumed =
      `\nCI is generated for GitHub: ${host} is assumed to be a GitHub server. Set ci: 'github' to confirm that, or ci: 'none'\n` +
      'to leave out the workflows.';
    const root = temporaryFolder();
    expect(synthIn(root, options)).toContain(assumed);
    expect(synthIn(root, { ...options, ci: 'github' })).not.toContain('assumed');
    expect(renderOf({ ...options, ci: 'none' }).has('.github/workflows/main.yml')).toBe(false);
    expect(synthIn(root, { ...options, ci: 'none' })).toContain(`so there are no workflows for ${host}. `);
  },
);

test('a repository on GitHub gets nothing of it', () => {
  expect(synthIn(synthesized(ON_GITHUB), ON_GITHUB)).not.toContain('only for GitHub');
});
