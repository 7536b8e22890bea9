/** AMD modules of amoCRM's page; webpack leaves them outside. */
declare module 'twigjs' {
  const engine: { twig(options: { readonly data: string }): { render(model: object): string } };
  export default engine;
}
