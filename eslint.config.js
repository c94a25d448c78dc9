import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

/** What a file may not name, with the reason a developer reads. Used by more than one block below. */
const noChance = [
  { object: 'Math', property: 'random', message: 'Chance is an argument: take random: () => number.' },
  { object: 'Date', property: 'now', message: 'Time is an argument: take now: Date.' }
];

export default ts.config(
  {
    ignores: [
      'build/',
      '.svelte-kit/',
      'src/lib/paraglide/',
      'drizzle/',
      'data/',
      'demo-data/',
      'look/',
      'test-results/'
    ]
  },
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig } }
  },
  {
    rules: {
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'svelte/no-at-html-tags': 'error',
      'svelte/no-navigation-without-resolve': 'off',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }]
    }
  },
  {
    files: ['src/lib/**/*.ts'],
    rules: { 'no-restricted-properties': ['error', ...noChance] }
  },
  {
    files: ['src/lib/server/**/*.ts'],
    rules: {
      'no-restricted-imports': ['error', { paths: ['child_process', 'node:child_process'] }],
      'no-restricted-globals': ['error', { name: 'fetch', message: 'Use the one outbound fetch of server/http.' }]
    }
  }
);
