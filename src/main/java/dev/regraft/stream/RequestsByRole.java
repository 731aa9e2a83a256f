package dev.regraft.stream;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import java.util.Arrays;

/**
 * Switches the channel of requests off in a process that does not serve: else it would be given partitions of their topic, and
 * requests to answer.
 */
public final class RequestsByRole implements ConfigSourceInterceptor {

    private static final String ENABLED = "mp.messaging.incoming.requests.enabled";

    @Override
    public ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        ConfigValue value = context.proceed(name);
        if (!name.equals(ENABLED) || value == null) {
            return value;
        }
        ConfigValue roles = context.proceed("regraft.roles");
        boolean serves = roles == null || roles.getValue() == null
                || Arrays.stream(roles.getValue().split(",")).anyMatch(role -> role.strip().equalsIgnoreCase("serve"));
        return value.withValue(Boolean.toString(serves));
    }
}
