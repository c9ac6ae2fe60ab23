// Violations of WCAG 2.0 to 2.2, levels A and AA; the size of targets is off unless asked for.
async () => {
  const found = await axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    rules: { "target-size": { enabled: true } },
    resultTypes: ["violations"],
  });
  const reason = (node) => (node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? "";
  const line = (node) => `${node.target.join(" ")}: ${reason(node)}`;
  return found.violations.map((fault) => `axe ${fault.id} (${fault.help}): ${fault.nodes.slice(0, 4).map(line).join(" | ")}`);
}
