/**
 * Access policies: who may do what with which data, under what conditions and with what duties; and
 * the one evaluator that decides, explains, tries a new policy set out against the old one, and
 * finds accesses in other systems' logs that the published set forbids.
 *
 * <p>Enters: a policy set ({@link org.watchfire.rules.access.AccessPolicyReader}), the directory's
 * persons and assets, requests. Leaves: decisions with reason code, policy id and set version;
 * explanations; lists of who gains and who loses; breaches. The order is fixed: status and labels
 * forbid ({@link org.watchfire.rules.label.LabelCheck#forbids}, in code) &gt; explicit deny &gt;
 * allow &gt; deny by default.
 *
 * <p>Must never be here: a second comparison of labels, a second way to decide, I/O, drafts and
 * approvals (the console's), function permissions of the console itself.
 */
package org.watchfire.rules.access;
