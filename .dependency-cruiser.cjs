/** Imports point one way: see docs/architecture.md. */
const layer = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { path: '^src/', pathNot: allowed },
});

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    layer('domain-imports-nothing', '^src/domain/', '^src/domain/'),
    layer('adapters-import-domain', '^src/adapters/', '^src/(domain|adapters)/'),
    layer('schemas-import-domain', '^src/schemas/', '^src/(domain|schemas)/'),
    layer('services-import-domain-and-schemas', '^src/services/', '^src/(domain|services|schemas)/'),
    layer('wire-imports-nothing', '^src/wire/', '^src/wire/'),
    layer('page-imports-wire', '^src/page/', '^src/(domain|wire|page)/'),
    layer('assets-import-domain', '^src/assets/', '^src/(domain|assets)/'),
    layer('proxy-imports-services', '^src/proxy/', '^src/(domain|services|wire|assets|proxy)/'),
    layer('routes-import-services', '^src/routes/', '^src/(domain|schemas|services|routes)/'),
    layer('web-imports-types-only', '^src/web/', '^src/(domain|schemas|web)/'),
    layer(
      'commands-import-server',
      '^src/commands/',
      '^src/(domain|adapters|assets|services|commands|settings|server)',
    ),
    layer('main-imports-commands', '^src/main', '^src/(domain|commands|settings)'),
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: ['.ts'] },
    doNotFollow: { path: 'node_modules' },
  },
};
