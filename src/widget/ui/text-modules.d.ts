/** Templates and styles enter the bundle as text (webpack `asset/source`). */
declare module '*.twig' {
  const text: string;
  export default text;
}

declare module '*.css' {
  const text: string;
  export default text;
}
