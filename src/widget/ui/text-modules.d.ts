/** Templates enter the bundle as text (webpack `asset/source`). */
declare module '*.twig' {
  const text: string;
  export default text;
}
