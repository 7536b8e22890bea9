// One transform for everything: swc strips the types, `tsc -b` checks them.
const transform = {
  '^.+\\.[jt]s$': [
    '@swc/jest',
    { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
  ],
  '\\.twig$': '<rootDir>/test/support/text-transform.cjs',
  '\\.css$': '<rootDir>/test/support/text-transform.cjs',
};
// Packages that ship ES modules only.
const transformIgnorePatterns = ['/node_modules/(?!(jose|sip\\.js)/)'];
const shared = {
  transform,
  transformIgnorePatterns,
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/build/', '<rootDir>/dist/'],
  modulePathIgnorePatterns: ['<rootDir>/build/', '<rootDir>/dist/'],
};
const node = (name, folders) => ({
  ...shared,
  displayName: name,
  testEnvironment: 'node',
  testMatch: folders.map((folder) => `<rootDir>/test/${folder}/**/*.test.ts`),
});

export default {
  // A machine under load is slow, not wrong: what never comes fails all the same, later.
  testTimeout: 30_000,
  projects: [
    node('unit', ['lib', 'call', 'protocol', 'gateway', 'repository', 'dev/!(office)']),
    { ...node('widget', ['widget']), testEnvironment: 'jsdom' },
    node('contract', ['contract']),
    node('scenario', ['scenario']),
    node('office', ['dev/office']),
    node('nodes', ['nodes']),
    node('browser', ['e2e']),
    node('asterisk', ['real']),
  ],
};
