using System.Reflection;
using System.Runtime.InteropServices;

namespace FaceAuth.Faces.Embedded;

/// <summary>
/// ONNX Runtime's C API by hand: one exported function gives a table of function pointers whose order never changes
/// (onnxruntime_c_api.h, <c>struct OrtApi</c>; new functions are only appended). Loaded once a process and kept: the
/// library does not survive being unloaded. Thread-safe after construction.
/// </summary>
internal sealed unsafe class OnnxRuntime
{
    // The version of the table that is asked for. Every function used here is in its first version; a newer library
    // serves all older versions.
    private const uint ApiVersion = 1;

    private const int ErrorSeverity = 3;
    private const int ArenaAllocator = 1, DefaultMemory = 0;
    private const int SequentialExecution = 0, AllOptimizations = 99;
    private const int FloatElements = 1;

    // Positions in struct OrtApi.
    private enum Function
    {
        GetErrorMessage = 2, CreateEnv = 3, DisableTelemetryEvents = 6, CreateSessionFromArray = 8, Run = 9,
        CreateSessionOptions = 10, SetSessionExecutionMode = 13, SetSessionLogSeverityLevel = 22,
        SetSessionGraphOptimizationLevel = 23, SetIntraOpNumThreads = 24, SetInterOpNumThreads = 25,
        CreateTensorWithDataAsOrtValue = 49, CreateCpuMemoryInfo = 69,
        ReleaseStatus = 93, ReleaseSession = 95, ReleaseValue = 96, ReleaseSessionOptions = 100,
    }

    private static readonly Lock Loading = new();
    private static OnnxRuntime? loaded;

    private readonly nint* table;
    private readonly nint environment;
    private readonly nint cpuMemory;

    private OnnxRuntime(nint library)
    {
        var getBase = (delegate* unmanaged<nint*>)NativeLibrary.GetExport(library, "OrtGetApiBase");
        var getApi = (delegate* unmanaged<uint, nint*>)getBase()[0];
        table = getApi(ApiVersion);
        if (table is null)
            throw new NotSupportedException("This ONNX Runtime does not serve version 1 of its C API.");

        nint created;
        fixed (byte* name = "FaceAuth\0"u8)
            Check(((delegate* unmanaged<int, byte*, nint*, nint>)this[Function.CreateEnv])(ErrorSeverity, name, &created));
        environment = created;
        Check(((delegate* unmanaged<nint, nint>)this[Function.DisableTelemetryEvents])(environment));
        Check(((delegate* unmanaged<int, int, nint*, nint>)this[Function.CreateCpuMemoryInfo])(ArenaAllocator, DefaultMemory, &created));
        cpuMemory = created;
    }

    private nint this[Function function] => table[(int)function];

    /// <summary>The runtime, loaded from <paramref name="libraryPath"/> at the first call in this process.</summary>
    /// <exception cref="DllNotFoundException">The library or one that it needs cannot be loaded.</exception>
    public static OnnxRuntime Load(string libraryPath)
    {
        lock (Loading)
            return loaded ??= new OnnxRuntime(NativeLibrary.Load(libraryPath, Assembly.GetExecutingAssembly(), null));
    }

    /// <summary>
    /// Prepares a model. One thread a run and no pool of its own: requests run side by side, which serves a site better
    /// than one photo on all cores. The session may be run by many threads at once.
    /// </summary>
    public nint CreateSession(ReadOnlySpan<byte> model)
    {
        nint options, session;
        Check(((delegate* unmanaged<nint*, nint>)this[Function.CreateSessionOptions])(&options));
        try
        {
            SetOption(options, Function.SetIntraOpNumThreads, 1);
            SetOption(options, Function.SetInterOpNumThreads, 1);
            SetOption(options, Function.SetSessionExecutionMode, SequentialExecution);
            SetOption(options, Function.SetSessionGraphOptimizationLevel, AllOptimizations);
            // Errors come back as a status; its own lines on stderr would only repeat them.
            SetOption(options, Function.SetSessionLogSeverityLevel, ErrorSeverity);
            fixed (byte* bytes = model)
                Check(((delegate* unmanaged<nint, byte*, nuint, nint, nint*, nint>)this[Function.CreateSessionFromArray])(
                    environment, bytes, (nuint)model.Length, options, &session));
        }
        finally
        {
            ((delegate* unmanaged<nint, void>)this[Function.ReleaseSessionOptions])(options);
        }
        return session;
    }

    /// <summary>Wraps memory of ours as a tensor; the memory must outlive it.</summary>
    public nint CreateTensor(float* data, ReadOnlySpan<long> shape)
    {
        nuint count = 1;
        foreach (var n in shape) count *= (nuint)n;
        nint value;
        fixed (long* dimensions = shape)
            Check(((delegate* unmanaged<nint, float*, nuint, long*, nuint, int, nint*, nint>)this[Function.CreateTensorWithDataAsOrtValue])(
                cpuMemory, data, count * sizeof(float), dimensions, (nuint)shape.Length, FloatElements, &value));
        return value;
    }

    /// <summary>Runs a session on tensors made with <see cref="CreateTensor"/>; names are null-terminated.</summary>
    public void Run(nint session, byte* inputName, nint input, byte** outputNames, nint* outputs, int outputCount) =>
        Check(((delegate* unmanaged<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint>)this[Function.Run])(
            session, 0, &inputName, &input, 1, outputNames, (nuint)outputCount, outputs));

    public void ReleaseSession(nint session) => ((delegate* unmanaged<nint, void>)this[Function.ReleaseSession])(session);

    public void ReleaseTensor(nint value) => ((delegate* unmanaged<nint, void>)this[Function.ReleaseValue])(value);

    private void SetOption(nint options, Function function, int value) =>
        Check(((delegate* unmanaged<nint, int, nint>)this[function])(options, value));

    // A status is null for success; otherwise it carries a message and is ours to release.
    private void Check(nint status)
    {
        if (status == 0) return;
        var message = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint, nint>)this[Function.GetErrorMessage])(status));
        ((delegate* unmanaged<nint, void>)this[Function.ReleaseStatus])(status);
        throw new OnnxRuntimeException(message ?? "unknown error");
    }
}

/// <summary>ONNX Runtime reported an error: a fault of the program or its files, never of a photo.</summary>
public sealed class OnnxRuntimeException(string message) : Exception($"ONNX Runtime: {message}");
