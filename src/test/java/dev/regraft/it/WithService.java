package dev.regraft.it;

import io.restassured.RestAssured;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Runs a class against one packaged service that all such classes share; REST Assured is aimed at it. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(WithService.Shared.class)
public @interface WithService {

    /** Starts the service once and stops it after the last class. */
    final class Shared implements BeforeAllCallback, ParameterResolver {

        @Override
        public void beforeAll(ExtensionContext context) {
            RestAssured.port = service(context).httpPort();
            RestAssured.enableLoggingOfRequestAndResponseIfValidationFails();
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == PackagedService.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return service(context);
        }

        private static PackagedService service(ExtensionContext context) {
            return context.getRoot().getStore(ExtensionContext.Namespace.GLOBAL)
                    .computeIfAbsent(PackagedService.class, _ -> PackagedService.launch(
                            // Models that others run are those of the service itself.
                            "-Dregraft.openai.base-url=http://localhost:${quarkus.http.port}/v1"), PackagedService.class);
        }
    }
}
