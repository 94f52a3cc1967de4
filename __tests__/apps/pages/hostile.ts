/** What strangers write into names and comments. */
export const hostile = {
  markup: `<img src=x onerror="document.title='owned'">`,
  script: "<script>document.title='owned'</script>",
  rightToLeft: "\u202Egnp.exe שלום עולם",
  long: "x".repeat(10_000),
} as const;

export const hostilePeople = [
  { name: hostile.markup, age: 33, comment: hostile.script },
  { name: hostile.rightToLeft, age: 44, comment: "right to left" },
  { name: "Long", age: 55, comment: hostile.long },
];
