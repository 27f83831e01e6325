using System.Runtime.InteropServices;

namespace FaceAuth.Faces.Embedded;

/// <summary>A loaded model with one float input and float outputs, all of fixed shape. Shared by all threads.</summary>
internal sealed class OnnxModel : SafeHandle
{
    /// <summary>A tensor's name and shape.</summary>
    internal sealed record Port(string Name, long[] Shape)
    {
        public int Count => (int)Shape.Aggregate(1L, (a, b) => a * b);
    }

    private readonly OnnxRuntime runtime;

    public OnnxModel(OnnxRuntime runtime, ReadOnlySpan<byte> content, Port input, params Port[] outputs)
        : base(0, ownsHandle: true)
    {
        this.runtime = runtime;
        Input = input;
        Outputs = outputs;
        SetHandle(runtime.CreateSession(content));
    }

    public Port Input { get; }

    public IReadOnlyList<Port> Outputs { get; }

    public override bool IsInvalid => handle == 0;

    /// <summary>Makes the buffers that one thread at a time runs this model with.</summary>
    public unsafe OnnxRun CreateRun() => new(this, runtime);

    protected override bool ReleaseHandle()
    {
        runtime.ReleaseSession(handle);
        return true;
    }
}

/// <summary>
/// One thread's place at a model: input and output memory that is wrapped as tensors once, so that a run allocates
/// nothing here. Not thread-safe; as many may exist as there are concurrent readers.
/// </summary>
internal sealed unsafe class OnnxRun : IDisposable
{
    private const nuint CacheLine = 64;

    private readonly OnnxModel model;
    private readonly OnnxRuntime runtime;
    private readonly nint[] memory;   // data of the input, then of each output
    private readonly nint[] tensors;  // in the same order
    private readonly nint[] names;
    private bool disposed;

    internal OnnxRun(OnnxModel model, OnnxRuntime runtime)
    {
        this.model = model;
        this.runtime = runtime;
        OnnxModel.Port[] ports = [model.Input, .. model.Outputs];
        memory = new nint[ports.Length];
        tensors = new nint[ports.Length];
        names = new nint[ports.Length];
        // The session must outlive its runs, in whatever order the garbage collector finds them.
        var kept = false;
        model.DangerousAddRef(ref kept);
        for (var i = 0; i < ports.Length; i++)
        {
            var bytes = (nuint)ports[i].Count * sizeof(float);
            memory[i] = (nint)NativeMemory.AlignedAlloc(bytes, CacheLine);
            NativeMemory.Clear((void*)memory[i], bytes);
            tensors[i] = runtime.CreateTensor((float*)memory[i], ports[i].Shape);
            names[i] = Marshal.StringToCoTaskMemUTF8(ports[i].Name);
        }
    }

    ~OnnxRun() => Release();

    /// <summary>What the model is to be shown, in its own order.</summary>
    public Span<float> Input => new((void*)memory[0], model.Input.Count);

    /// <summary>What output number <paramref name="index"/> said at the last <see cref="Run"/>.</summary>
    public ReadOnlySpan<float> Output(int index = 0) => new((void*)memory[index + 1], model.Outputs[index].Count);

    /// <summary>Runs the model on <see cref="Input"/>.</summary>
    /// <exception cref="OnnxRuntimeException">The runtime failed.</exception>
    public void Run()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        fixed (nint* values = tensors, labels = names)
            runtime.Run(model.DangerousGetHandle(), (byte*)labels[0], values[0], (byte**)(labels + 1), values + 1, tensors.Length - 1);
        GC.KeepAlive(this);
    }

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        if (disposed) return;
        disposed = true;
        for (var i = 0; i < tensors.Length; i++)
        {
            if (tensors[i] != 0) runtime.ReleaseTensor(tensors[i]);
            NativeMemory.AlignedFree((void*)memory[i]);
            Marshal.FreeCoTaskMem(names[i]);
        }
        model.DangerousRelease();
    }
}
