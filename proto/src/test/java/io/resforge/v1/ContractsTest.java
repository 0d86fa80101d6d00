package io.resforge.v1;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the contracts to buf's STANDARD and COMMENTS rules, as far as these files touch them. */
class ContractsTest {

    private static List<FileDescriptorProto> files;

    @BeforeAll
    static void readContracts() throws IOException {
        byte[] set = Files.readAllBytes(Path.of(System.getProperty("contracts")));
        files = FileDescriptorSet.parseFrom(set).getFileList().stream()
                .filter(file -> file.getPackage().startsWith("resforge"))
                .toList();
    }

    @Test
    void allFilesAreOfPackageResforgeV1AndLieWhereItSays() {
        assertThat(files).hasSize(3).allSatisfy(file -> {
            assertThat(file.getPackage()).isEqualTo("resforge.v1");
            assertThat(file.getName()).startsWith("resforge/v1/");
        });
    }

    @Test
    void servicesEndInServiceAndCallsNameTheirMessages() {
        for (FileDescriptorProto file : files) {
            for (ServiceDescriptorProto service : file.getServiceList()) {
                assertThat(service.getName()).endsWith("Service");
                for (MethodDescriptorProto call : service.getMethodList()) {
                    // Both Classify calls share their messages on purpose.
                    String name = call.getName().replace("ClassifyStream", "Classify");
                    assertThat(call.getInputType()).isEqualTo(".resforge.v1." + name + "Request");
                    assertThat(call.getOutputType()).isEqualTo(".resforge.v1." + name + "Response");
                }
            }
        }
    }

    @Test
    void enumValuesBeginWithTheEnumsNameAndZeroIsUnspecified() {
        for (FileDescriptorProto file : files) {
            for (EnumDescriptorProto type : file.getEnumTypeList()) {
                String prefix =
                        type.getName().replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT) + "_";
                assertThat(type.getValueList())
                        .allSatisfy(value -> assertThat(value.getName()).startsWith(prefix));
                assertThat(type.getValue(0).getName()).isEqualTo(prefix + "UNSPECIFIED");
            }
        }
    }

    @Test
    void fieldsAreLowerSnakeCase() {
        for (FileDescriptorProto file : files) {
            for (DescriptorProto message : file.getMessageTypeList()) {
                assertThat(message.getFieldList())
                        .extracting(FieldDescriptorProto::getName)
                        .allMatch(name -> name.matches("[a-z][a-z0-9]*(_[a-z0-9]+)*"));
            }
        }
    }

    @Test
    void everyMessageFieldEnumValueServiceAndCallHasAComment() {
        for (FileDescriptorProto file : files) {
            Set<List<Integer>> commented = new HashSet<>();
            for (Location location : file.getSourceCodeInfo().getLocationList()) {
                if (!location.getLeadingComments().isBlank()) {
                    commented.add(location.getPathList());
                }
            }
            assertThat(commented).as(file.getName()).containsAll(elements(file));
        }
    }

    /** The paths of what must be explained, as descriptor.proto numbers them. */
    private static List<List<Integer>> elements(FileDescriptorProto file) {
        List<List<Integer>> paths = new ArrayList<>();
        for (int m = 0; m < file.getMessageTypeCount(); m++) {
            paths.add(List.of(FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER, m));
            for (int f = 0; f < file.getMessageType(m).getFieldCount(); f++) {
                paths.add(List.of(
                        FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER, m, DescriptorProto.FIELD_FIELD_NUMBER, f));
            }
        }
        for (int e = 0; e < file.getEnumTypeCount(); e++) {
            paths.add(List.of(FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER, e));
            for (int v = 0; v < file.getEnumType(e).getValueCount(); v++) {
                paths.add(List.of(
                        FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER, e, EnumDescriptorProto.VALUE_FIELD_NUMBER, v));
            }
        }
        for (int s = 0; s < file.getServiceCount(); s++) {
            paths.add(List.of(FileDescriptorProto.SERVICE_FIELD_NUMBER, s));
            for (int c = 0; c < file.getService(s).getMethodCount(); c++) {
                paths.add(List.of(
                        FileDescriptorProto.SERVICE_FIELD_NUMBER, s, ServiceDescriptorProto.METHOD_FIELD_NUMBER, c));
            }
        }
        return paths;
    }
}
