package dev.regraft.backbone;

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
        HubSettings settings = fetching.hub();
        Patience patience = fetching.patience();
        HubCache cache = new HubCache(settings.cache(), model.repository());
        Optional<String> last = (model.isCommit() ? Optional.of(model.revision()) : cache.commit(model.revision()))
                .filter(commit -> Files.isDirectory(cache.snapshot(commit)));
        if (settings.offline()) {
            return offline(cache, last);
        }
        if (model.isCommit() && last.isPresent() && cache.listing(last.get()).isPresent() && isWhole(cache, last.get())) {
            return laidOut(cache, last.get());
        }
        try {
            return fromHub(cache, last.isPresent() ? patience.once() : patience, progress);
        } catch (UnreachableException e) {
            if (last.isEmpty()) {
                throw e;
            }
            if (isWhole(cache, last.get())) {
                LOG.warnf("%s; the cache is used, commit %s of %s", e.getMessage(), last.get(), model);
                return laidOut(cache, last.get());
            }
        }
        return fromHub(cache, patience, progress);
    }

    private ModelFiles offline(HubCache cache, Optional<String> last) throws IOException {
        String rule = "with HF_HUB_OFFLINE the cache " + fetching.hub().cache() + " must have ";
        String commit = last.orElseThrow(() -> new IOException(rule + model));
        List<String> missing = missing(cache, commit);
        if (!missing.isEmpty()) {
            throw new IOException(rule + "the files of " + model + ", sound: " + String.join(", ", missing));
        }
        return laidOut(cache, commit);
    }

    /** @param asking how long the hub is waited for to tell which files there are */
    private ModelFiles fromHub(HubCache cache, Patience asking, Consumer<Transfer> progress) throws IOException, InterruptedException {
        String token = fetching.hub().token().orElse(null);
        try (Web web = Web.open(fetching.hub().endpoint(), token, fetching.patience())) {
            HubListing listing = HubFetch.listing(new Web(web.client(), web.home(), token, asking), model);
            HubFetch fetch = new HubFetch(web, model, cache, listing.commit(), fetching.mostBytes());
            try (FetchLock _ = FetchLock.take(cache.lock())) {
                fetch.run(wanted(listing), progress);
                cache.keep(listing);
                cache.remember(model.revision(), listing.commit());
            }
            return laidOut(cache, listing.commit());
        }
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

    /** What a commit has; if nobody ever listed it, what is there. */
    private static HubListing listing(HubCache cache, String commit) throws IOException {
        Optional<HubListing> kept = cache.listing(commit);
        return kept.isPresent() ? kept.get() : cache.found(commit);
    }

    /** The files of a commit that are not in the cache, or not as they should be. */
    private List<String> missing(HubCache cache, String commit) throws IOException {
        List<String> missing = new ArrayList<>();
        for (String path : wanted(listing(cache, commit))) {
            if (!cache.isSound(commit, path)) {
                missing.add(path);
            }
        }
        return missing;
    }

    private boolean isWhole(HubCache cache, String commit) throws IOException {
        HubListing listing = listing(cache, commit);
        return listing.files().stream().anyMatch(path -> path.endsWith(".onnx")) && missing(cache, commit).isEmpty();
    }

    private ModelFiles laidOut(HubCache cache, String commit) throws IOException {
        HubListing listing = listing(cache, commit);
        String network = OnnxChoice.of(model, precision, listing.files());
        if (OnnxChoice.weights(network, listing.files()).isEmpty()) {
            return new ModelFiles(cache.snapshot(commit), network);
        }
        Path folder = fetching.folder().resolve(model.repository().replace("/", "--")).resolve(commit);
        cache.copy(commit, wanted(listing), folder);
        return new ModelFiles(folder, network);
    }
}
