/** AMD modules of amoCRM's page; webpack leaves them outside. */
declare module 'twigjs' {
  const engine: import('../ui/twig-view').TwigEngine;
  export default engine;
}
