/** Our own gRPC service and the Open Inference Protocol over gRPC. */
package io.resforge.inference.api.grpc;
