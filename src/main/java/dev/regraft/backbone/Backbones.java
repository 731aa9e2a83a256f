package dev.regraft.backbone;

import dev.regraft.model.Fetching;
import dev.regraft.model.Transfer;
import dev.regraft.feature.GivenVectors;
import dev.regraft.feature.RefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The backbones of this process, by name, all run by one set of lanes: those that come with the service, loaded when they are first
 * needed, and those that somebody has registered, imported in the background. Thread-safe.
 *
 * <p>At shutdown {@link dev.regraft.onnx.OnnxRuntime#stop()} comes first, then {@link #close()}.
 */
public final class Backbones implements BackboneSource, RegisteredBackbones, AutoCloseable {

    private static final List<Recipe> KNOWN = Stream.<Recipe>concat(TextRecipe.KNOWN.stream(), ImageRecipe.KNOWN.stream()).toList();
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final PreparedFiles files;
    private final Importer importer;
    private final ImageDecoder images;
    private final Lanes lanes;
    private final RemoteModels remotes;
    private final Map<String, NamedBackbone> loaded = new ConcurrentHashMap<>();
    private final Map<String, Registration> registered = new ConcurrentSkipListMap<>();
    private final Map<String, Recipe> recipes = new ConcurrentHashMap<>();
    private final Map<String, List<CutTensor>> cuts = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * Those of a process with the usual limits, none run by others; hubs are asked as the environment says.
     *
     * @param directory working folder; prepared networks are kept in its {@code backbones}, what they are made of in its {@code models}
     * @param maxImageMegapixels largest image that is decoded
     */
    public Backbones(Path directory, LaneSettings settings, int maxImageMegapixels) {
        this(directory, settings, maxImageMegapixels, Fetching.usual(directory, Fetching.USUAL_BYTES), RemoteModels.none());
    }

    /**
     * @param fetching how models that come from elsewhere are fetched
     * @param remotes those that others run
     */
    Backbones(Path directory, LaneSettings settings, int maxImageMegapixels, Fetching fetching, RemoteModels remotes) {
        this.remotes = remotes;
        this.images = new ImageDecoder(maxImageMegapixels, Runtime.getRuntime().maxMemory() / 2);
        this.files = new PreparedFiles(directory.resolve("backbones"));
        this.importer = new Importer(fetching);
        this.lanes = new Lanes(settings);
    }

    /** Whether a backbone of that name comes with the service, and cannot be another. */
    public static boolean isInTheBox(String name) {
        return KNOWN.stream().anyMatch(recipe -> recipe.name().equals(name));
    }

    /** Names of the backbones that there are. */
    public List<String> names() {
        return Stream.concat(KNOWN.stream().map(Recipe::name), registered.keySet().stream()).toList();
    }

    /** Names of those that read inputs of a modality and run here: asking the others may cost money. */
    public List<String> namesRunHere(String modality) {
        return names(modality).stream().filter(name -> !RemoteModels.isSource(status(name).source())).toList();
    }

    /** Names of those that read inputs of a modality, as far as that is known. */
    public List<String> names(String modality) {
        return names().stream().filter(name -> modality.equals(status(name).modality())).toList();
    }

    /**
     * Registers a backbone, and begins to import it in the background. One that is registered again is imported again, and replaced under
     * load: those who use it have the old one until they are done.
     *
     * @throws IllegalArgumentException if a backbone of that name comes with the service
     */
    @Override
    public synchronized void register(BackboneDefinition definition) {
        if (isInTheBox(definition.name())) {
            throw new IllegalArgumentException("backbone comes with the service: " + definition.name());
        }
        if (closed) {
            return;
        }
        Registration present = registered.get(definition.name());
        if (present == null) {
            registered.put(definition.name(), new Registration(definition, this::open));
        } else {
            present.begin(definition);
        }
    }

    /** Takes a registered backbone away; it is freed when its last user has left. */
    @Override
    public synchronized void remove(String name) {
        Registration present = registered.remove(name);
        if (present != null) {
            present.retire();
            recipes.remove(name);
            cuts.remove(name);
            remotes.forget(name);
        }
    }

    /** What is registered under a name. */
    public Optional<BackboneDefinition> definition(String name) {
        return Optional.ofNullable(registered.get(name)).map(Registration::definition);
    }

    /** What holds the name of a registered backbone. */
    NamedBackbone registered(String name) {
        return registered.get(name).backbone();
    }

    private OpenBackbone open(BackboneDefinition definition, Consumer<Transfer> progress) throws IOException, InterruptedException {
        if (RemoteModels.isSource(definition.source())) {
            recipes.remove(definition.name());
            cuts.remove(definition.name());
            return remotes.open(definition);
        }
        Recipe recipe = importer.recipe(definition, progress);
        OpenBackbone opened = open(recipe);
        recipes.put(definition.name(), recipe);
        cuts.remove(definition.name());
        return opened;
    }

    /**
     * Prepares, opens and warms up a backbone that comes with the service, on the calling thread: seconds the first time, less when its
     * prepared file exists. Loading one that is loaded gives it back at once; one that is registered is waited for.
     *
     * @throws RefusedException {@code unknown-backbone} if there is none of this name
     * @throws BackboneUnavailableException if it is registered, and not ready soon
     * @throws UncheckedIOException if a file is missing, not the expected one, or cannot be written
     * @throws IllegalStateException if the service is stopping
     */
    @Override
    public Backbone load(String name) {
        NamedBackbone backbone = loaded.get(name);
        if (backbone != null) {
            return backbone;
        }
        Registration registration = registered.get(name);
        return registration == null ? loadNow(recipe(name)) : registration.await(PATIENCE);
    }

    private synchronized NamedBackbone loadNow(Recipe recipe) {
        return loaded.computeIfAbsent(recipe.name(), name -> {
            try {
                NamedBackbone backbone = new NamedBackbone(name);
                backbone.replace(open(recipe));
                return backbone;
            } catch (IOException e) {
                throw new UncheckedIOException("backbone " + name + " cannot be prepared: " + e.getMessage(), e);
            }
        });
    }

    private LaneBackbone open(Recipe recipe) throws IOException {
        if (closed) {
            throw new IllegalStateException("backbones must be open");
        }
        LaneBackbone backbone = recipe.open(files, images, lanes);
        try {
            backbone.warmUp();
            return backbone;
        } catch (RuntimeException e) {
            backbone.close();
            throw e;
        }
    }

    private Recipe recipe(String name) {
        return KNOWN.stream().filter(recipe -> recipe.name().equals(name)).findFirst().orElseThrow(() -> unknown(name));
    }

    private RefusedException unknown(String name) {
        return new RefusedException("unknown-backbone", "backbone", "backbone must be one of " + String.join(", ", names()) + ", "
                + GivenVectors.BACKBONE + ": " + name);
    }

    /** Whether the backbone of that name is loaded and warm, or it is {@code none}. */
    public boolean isLoaded(String name) {
        Registration registration = registered.get(name);
        return !closed && (name.equals(GivenVectors.BACKBONE) || loaded.containsKey(name) || registration != null && registration.isReady());
    }

    /**
     * What there is to know of a backbone, without loading it.
     *
     * @throws RefusedException {@code unknown-backbone} if there is none of this name
     */
    public BackboneStatus status(String name) {
        Registration registration = registered.get(name);
        if (registration != null) {
            return registration.status();
        }
        NamedBackbone backbone = loaded.get(name);
        return backbone == null ? BackboneStatus.notLoaded(recipe(name)) : backbone.open().status();
    }

    /**
     * Where a backbone's network can be cut, in the order of its tensors: found at the first call, in seconds, and kept.
     *
     * @throws RefusedException {@code unknown-backbone} if there is none of this name
     * @throws RefusedException {@code no-cuts} if its network is run by others
     * @throws BackboneUnavailableException if it is registered, and its files are not here
     * @throws UncheckedIOException if a file is missing, not the expected one, or cannot be written
     * @throws IllegalStateException if the service is stopping
     */
    public List<CutTensor> cuts(String name) {
        Registration registration = registered.get(name);
        if (registration != null && RemoteModels.isSource(registration.definition().source())) {
            throw new RefusedException("no-cuts", "backbone", "a backbone whose network is run by others has no cuts: " + name);
        }
        Recipe recipe = registration != null ? imported(name) : recipe(name);
        return cuts.computeIfAbsent(name, _ -> {
            try {
                return files.cuts(recipe);
            } catch (IOException e) {
                throw new UncheckedIOException("network of backbone " + name + " cannot be read: " + e.getMessage(), e);
            }
        });
    }

    private Recipe imported(String name) {
        Recipe recipe = recipes.get(name);
        if (recipe == null) {
            throw new BackboneUnavailableException(name, "its files are not here, its state is " + status(name).state().word(), PATIENCE.toNanos());
        }
        return recipe;
    }

    /** Requests to serve that wait for a lane, or for others who run a network. */
    public int waiting() {
        return lanes.waiting() + registered.values().stream().map(registration -> registration.backbone().open())
                .mapToInt(open -> open instanceof RemoteBackbone remote ? remote.waiting() : 0).sum();
    }

    /** Inputs whose features have been made since the start, by all backbones. */
    public long itemsExtracted() {
        return lanes.itemsExtracted() + remotes.texts();
    }

    /** How long the lanes have run since the start, summed over them, in ns. */
    public long busyNanos() {
        return lanes.busyNanos();
    }

    /** Takes no more requests, finishes those taken, then frees the backbones. Closing again does nothing. */
    @Override
    public synchronized void close() {
        closed = true;
        lanes.close();
        loaded.values().forEach(NamedBackbone::close);
        registered.values().forEach(Registration::close);
    }
}
