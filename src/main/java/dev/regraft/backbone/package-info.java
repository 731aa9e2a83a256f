/**
 * The frozen network that turns an input into features.
 *
 * <p>Read {@link dev.regraft.backbone.Backbone} first; {@link dev.regraft.backbone.Backbones} loads them.
 *
 * <p>Decisions that bind this package:
 * <ul>
 * <li>2026-11-23: rows of one run have exactly the same number of tokens. Then the bits of a text's features do not depend on its
 * neighbours (fp32), and nothing is spent on padding.</li>
 * <li>2026-11-23: a dynamically quantised (int8) backbone runs one row at a time: its activations are scaled over the whole batch, so
 * its features do depend on neighbours.</li>
 * <li>2026-11-23: the digest of a feature space covers what decides the function (weights, tokenizer, pooling, norm, length), not the
 * processor or the runtime's version, which move a feature by less than its rounding step and must not orphan a training set.</li>
 * <li>2026-11-23: the digests of the backbones in the class path are pinned in {@code TextRecipe}: a start that finds its prepared file
 * need not read the artifact, and an artifact that changed is refused rather than silently another space.</li>
 * <li>2026-11-23: a text is cut before it is tokenised, at a place where the tokens that are kept cannot change: 100,000 characters
 * took the tokenizer 37 to 185 ms, of which 256 tokens are used.</li>
 * <li>2026-11-26: tokenizers of other kinds are cut at a space only, and their tokens are taken only if a word or more follows that is not
 * kept; where nothing splits words at spaces, the whole text is tokenised. 100,000 characters without a space take 30 to 210 ms.</li>
 * <li>2026-11-26: a network that takes one length has its texts padded to it, all alike: then the bits of a text do not depend on its
 * neighbours either, but they are not those of the same network with an open length.</li>
 * <li>2026-11-26: more than 2,048 tokens are read only if somebody asks: attention to 8,192 takes gigabytes for one text, which anybody
 * may post.</li>
 * <li>2026-11-26: a text without any token, as GPT-2's tokenizer has it, is read as one token that says nothing.</li>
 * <li>2026-11-23: the tokenizer library would report its use to its makers' servers; it is told not to.</li>
 * <li>2026-11-26: an image is decoded and made a square of bytes by the caller, who can be made to wait, and only the network with its
 * rescaling and norm is run by the lanes: what waits for a lane is 150 KB, not the 150 MB of a large photo, and images of all sizes run
 * together. Pillow rounds to bytes after resizing too, so this is its result to a byte.</li>
 * <li>2026-11-26: images are resized by our own code, after Pillow's, no longer by ONNX Runtime's Resize: that rounds up to one byte in a
 * hundred otherwise, by 1, which a network of random weights makes a cosine of 0.996 of (InceptionV3), and wants the whole image resized
 * where the middle of it will do.</li>
 * <li>2026-11-26: colours are converted from a reader's raw numbers, not by the platform: that would apply colour profiles, brighten
 * grey, and refuse CMYK.</li>
 * <li>2026-11-26: an example's input is checked when it is posted, an image by decoding it, which is done again when its features are made:
 * what has been accepted shall not be refused later.</li>
 * <li>2026-11-26: the digest of a feature space does not name the device either: a network that makes features on CUDA that differ from
 * those of the processors by more than they are rounded by is run by the processors. Where they differ by less, a feature may be rounded
 * to the next of 2^14 steps now and then, and on CUDA by what else is in its batch too; the log keeps the one that was learned from.</li>
 * <li>2026-11-26: what may be sent to a remote model, and when, is decided in one place under one lock ({@code RemoteTraffic}), with a breaker of our own:
 * examples have to wait while it is open and predictions to be turned away, limits and batches depend on each other, and a library that wraps one
 * call knows of none of that.</li>
 * <li>2026-11-26: no input is blamed for what a provider does: examples wait until it answers. Only what it refuses alone, or ten times
 * fails on while it answers others, is refused.</li>
 * <li>2026-11-26: a key belongs to a URL, both come from the configuration, and redirects are not followed: whoever may register a backbone
 * cannot have the key sent elsewhere.</li>
 * <li>2026-11-26: images of a network run together only where a trial at its opening gave the same bits alone and together, in runs of
 * up to 16: VGG19's last layers, of one row or of two, do not. Tensors always run alone.</li>
 * <li>2026-11-26: what is done to an image is what the definition says, else a file beside the network, else what is known of its name,
 * else the usual; who said so is shown. What is not done here (padding, Lanczos) is refused, not left out.</li>
 * </ul>
 */
package dev.regraft.backbone;
