import { asWords } from './words';

/**
 * Headings of the recipes in `docs/RECIPES.md` that match all words: those that match in their heading or, if there are
 * none, in their text.
 */
export function searchRecipes(page: string, words: readonly string[]): string[] {
  const recipes = page.split(/^## /m).slice(1);
  const wanted = words.map((word) => asWords(word).trimEnd());
  const matching = (text: (recipe: string) => string): string[] =>
    recipes.filter((recipe) => wanted.every((word) => asWords(text(recipe)).includes(word)));
  const byHeading = matching(headingOf);
  return (byHeading.length > 0 ? byHeading : matching((recipe) => recipe)).map(headingOf);
}

function headingOf(recipe: string): string {
  return recipe.split('\n', 1)[0];
}
