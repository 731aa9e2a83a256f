/**
 * The files of pre-trained models: where they come from, how they are fetched and kept.
 *
 * <p>Read {@link dev.regraft.model.ModelSource} first.
 *
 * <p>Decisions that bind this package:
 * <ul>
 * <li>2026-11-26: models of a hub lie in the cache of Hugging Face's own tools, laid out as these do: what one fetched the others have. What
 * belongs to us alone (the listing of a commit, by which we know without asking that all is there) lies beside, where these do not look: in
 * their {@code trees} it would make them miss the files that we do not need.</li>
 * <li>2026-11-26: a token goes to the hub's own server (scheme, host, port) and to no other; nothing that is fetched is ever decompressed.</li>
 * <li>2026-11-26: weights in files of their own are copied out of that cache, whose files are links: the check that such a file is reached by no
 * link stays as strict as it is, at the price of their room on the disk, twice.</li>
 * </ul>
 */
package dev.regraft.model;
