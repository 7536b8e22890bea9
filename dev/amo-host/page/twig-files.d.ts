declare module '*.twig' {
  const text: string;
  export default text;
}
