package dev.regraft.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * A model on a hub of Hugging Face, or what speaks like one: fetched into the cache that its tools use, or found there.
 *
 * <p>A revision that is a commit and is there whole costs no call; another costs one, which tells its commit. If the hub cannot be
 * reached, what the revision was the last time is used. A model whose weights lie in files of their own is laid out once more in our own
 * folder: the cache has links, and such weights are read through none.
 */
record HubSource(HubModel model, Precision precision, Fetching fetching) implements ModelSource {

    private static final Logger LOG = Logger.getLogger(HubSource.class);

    /**
     * Fetches what is missing.
     *
     * @param progress is told several times a second, on this thread
     * @throws UnreachableException if the hub cannot be reached and the cache does not have the model
     * @throws WebRefusalException if the hub will not give it
     * @throws IOException if the model has no such network, is not what it should be, or cannot be written
     */
    @Override
    public ModelFiles fetch(Consumer<Transfer> progress) throws IOException, InterruptedException {
        HubCache cache = new HubCache(fetching.hub().cache(), model.repository());
        Optional<HubListing> last = last(cache);
        if (fetching.hub().offline()) {
            return offline(cache, last);
        }
        if (model.isCommit() && last.isPresent() && cache.listing(model.revision()).isPresent() && isWhole(cache, last.get())) {
            return laidOut(cache, last.get());
        }
        try {
            return fromHub(cache, last.isPresent() ? fetching.patience().once() : fetching.patience(), progress);
        } catch (UnreachableException e) {
            if (last.isEmpty()) {
                throw e;
            }
            if (isWhole(cache, last.get())) {
                LOG.warnf("%s; the cache is used, commit %s of %s", e.getMessage(), last.get().commit(), model);
                return laidOut(cache, last.get());
            }
        }
        return fromHub(cache, fetching.patience(), progress);
    }

    /** What the revision was the last time: which files it had or, if nobody listed them, which are there. */
    private Optional<HubListing> last(HubCache cache) throws IOException {
        Optional<String> commit = model.isCommit() ? Optional.of(model.revision()) : cache.commit(model.revision());
        if (commit.isEmpty() || !Files.isDirectory(cache.snapshot(commit.get()))) {
            return Optional.empty();
        }
        Optional<HubListing> kept = cache.listing(commit.get());
        return kept.isPresent() ? kept : Optional.of(cache.found(commit.get()));
    }

    private ModelFiles offline(HubCache cache, Optional<HubListing> last) throws IOException {
        String rule = "with HF_HUB_OFFLINE the cache " + fetching.hub().cache() + " must have ";
        HubListing listing = last.orElseThrow(() -> new IOException(rule + model));
        List<String> missing = missing(cache, listing);
        if (!missing.isEmpty()) {
            throw new IOException(rule + "the files of " + model + ", sound: " + String.join(", ", missing));
        }
        return laidOut(cache, listing);
    }

    /** @param asking how long the hub is waited for to tell which files there are */
    private ModelFiles fromHub(HubCache cache, Patience asking, Consumer<Transfer> progress) throws IOException, InterruptedException {
        try (Web web = Web.open(fetching.hub().endpoint(), fetching.hub().token().orElse(null), fetching.patience())) {
            HubListing listing = HubFetch.listing(web.with(asking), model);
            if (missing(cache, listing).isEmpty() && remembers(cache, listing)) {
                return laidOut(cache, listing);
            }
            try (FetchLock _ = FetchLock.take(cache.lock())) {
                new HubFetch(web, model, cache, listing.commit(), fetching.mostBytes()).run(wanted(listing), progress);
                cache.keep(listing);
                cache.remember(model.revision(), listing.commit());
            }
            return laidOut(cache, listing);
        } catch (WebRefusalException e) {
            throw new WebRefusalException(e.getMessage() + meaning(e.status()), e.status());
        }
    }

    private static String meaning(int status) {
        return switch (status) {
            case 401 -> ": there is no such model, or a token must open it (HF_TOKEN)";
            case 403 -> ": the token (HF_TOKEN) must be allowed to read this model; some want their terms to be accepted first";
            case 404 -> ": there is no such model, revision or file";
            default -> "";
        };
    }

    /** Then nothing has to be written: the cache may be one that can only be read. */
    private boolean remembers(HubCache cache, HubListing listing) throws IOException {
        return cache.listing(listing.commit()).isPresent()
                && (model.isCommit() || cache.commit(model.revision()).equals(Optional.of(listing.commit())));
    }

    /** The small files, in the model's folder or else beside the network, the network, and its weights. */
    private List<String> wanted(HubListing listing) throws IOException {
        String network = OnnxChoice.of(model, precision, listing.files());
        List<String> wanted = new ArrayList<>();
        String beside = network.substring(0, network.lastIndexOf('/') + 1);
        for (String name : ModelParts.SMALL) {
            Stream.of(name, beside + name).filter(listing.files()::contains).findFirst().ifPresent(wanted::add);
        }
        wanted.add(network);
        wanted.addAll(OnnxChoice.weights(network, listing.files()));
        return wanted;
    }

    /** The files that are not in the cache, or not as they should be. */
    private List<String> missing(HubCache cache, HubListing listing) throws IOException {
        List<String> missing = new ArrayList<>();
        for (String path : wanted(listing)) {
            if (!cache.isSound(listing.commit(), path)) {
                missing.add(path);
            }
        }
        return missing;
    }

    private boolean isWhole(HubCache cache, HubListing listing) throws IOException {
        return OnnxChoice.find(model, precision, listing.files()).isPresent() && missing(cache, listing).isEmpty();
    }

    private ModelFiles laidOut(HubCache cache, HubListing listing) throws IOException {
        String network = OnnxChoice.of(model, precision, listing.files());
        if (OnnxChoice.weights(network, listing.files()).isEmpty()) {
            return new ModelFiles(cache.snapshot(listing.commit()), network);
        }
        Path folder = fetching.folder().resolve("hub-" + model.repository().replace("/", "--")).resolve(listing.commit());
        cache.copy(listing.commit(), wanted(listing), folder);
        return new ModelFiles(folder, network);
    }
}
