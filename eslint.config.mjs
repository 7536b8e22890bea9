import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import tseslint from 'typescript-eslint';

/** Rooms of the widget and the gateway may use the foundation and their own files; what else they may use stands here. */
const forbid = (...patterns) => ({
  'no-restricted-imports': ['error', { patterns: patterns.map(([group, message]) => ({ group, message })) }],
});

const WIDGET_ROOMS = [
  ...[
    'call-notification',
    'call-list',
    'error-notice',
    'softphone',
    'settings',
    'journal',
    'dial-team',
    'recent-calls',
  ],
];
const GATEWAY_ROOMS = readdirSync(join(import.meta.dirname, 'src/gateway'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
/** Its adapter, and the check of a configuration, which tries to log in. */
const MAY_KNOW_ASTERISK = ['pbx', 'operation'];
/** The page fetches the tab that another file draws. */
const MAY_KNOW = { journal: 'dial-team' };

export default tseslint.config(
  {
    ignores: [
      'node_modules/',
      'build/',
      'dist/',
      '.cache/',
      'test/fixtures/',
      '**/*.mjs',
      '**/*.cjs',
      '**/*.js',
    ],
  },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-ignore': true, 'ts-expect-error': true, 'ts-nocheck': true },
      ],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/require-await': 'off',
      'no-console': 'error',
      'no-alert': 'error',
      'no-eval': 'error',
      eqeqeq: 'error',
    },
  },
  {
    files: ['src/widget/host/amo-globals.ts'],
    rules: {
      // The one method that amoCRM's moderation allows.
      'no-console': ['error', { allow: ['debug'] }],
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
    },
  },
  // Walls between rooms. The compiler holds the big ones (tsconfig references); these are inside widget and gateway.
  {
    files: ['src/widget/**'],
    rules: forbid([['**/gateway/**', '**/dev/**'], 'the widget knows the gateway only through src/protocol']),
  },
  {
    files: ['src/gateway/**'],
    rules: forbid([['**/widget/**', '**/dev/**'], 'the gateway knows the widget only through src/protocol']),
  },
  ...WIDGET_ROOMS.map((room) => ({
    files: [`src/widget/${room}/**`],
    rules: forbid(
      [['**/gateway/**', '**/dev/**'], 'the widget knows the gateway only through src/protocol'],
      [
        WIDGET_ROOMS.filter((other) => other !== room && MAY_KNOW[room] !== other).map(
          (other) => `../${other}/**`,
        ),
        'rooms do not know each other; widget.ts connects them',
      ],
      [['**/host/amo-globals'], 'rooms see the port AmoHost only'],
    ),
  })),
  ...GATEWAY_ROOMS.map((room) => ({
    files: [`src/gateway/${room}/**`],
    rules: forbid(
      [['**/widget/**', '**/dev/**'], 'the gateway knows the widget only through src/protocol'],
      [['**/gateway/gateway'], 'only the entry file builds things'],
      ...(MAY_KNOW_ASTERISK.includes(room)
        ? []
        : [[['**/pbx/asterisk/**'], 'Asterisk stops at its adapter']]),
    ),
  })),
  { files: ['test/**', 'bench/**', 'dev/**'], rules: { '@typescript-eslint/unbound-method': 'off' } },
  { files: ['dev/**', 'bench/**', 'src/gateway/log.ts'], rules: { 'no-console': 'off' } },
);
