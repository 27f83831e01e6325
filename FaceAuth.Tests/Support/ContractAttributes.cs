using Xunit.Abstractions;
using Xunit.Sdk;

namespace FaceAuth.Tests.Support;

/// <summary>On a class that runs a contract against a server: without it, its tests are visible skips; in CI, failures.</summary>
[AttributeUsage(AttributeTargets.Class)]
public abstract class NeedsServerAttribute : Attribute
{
    /// <summary>Why the tests cannot run here, or null.</summary>
    public abstract string? Missing { get; }
}

/// <summary>Needs a real MariaDB.</summary>
public sealed class NeedsMariaDbAttribute : NeedsServerAttribute
{
    /// <inheritdoc/>
    public override string? Missing => Needs.MariaDb;
}

/// <summary>Needs a real PostgreSQL.</summary>
public sealed class NeedsPostgreSqlAttribute : NeedsServerAttribute
{
    /// <inheritdoc/>
    public override string? Missing => Environment.GetEnvironmentVariable("CI") == "true" ? null : PostgreSqlServer.Missing;
}

/// <summary>A fact of a contract: the class that runs it says what it needs (<see cref="NeedsServerAttribute"/>).</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("FaceAuth.Tests.Support.ContractFactDiscoverer", "FaceAuth.Tests")]
public sealed class ContractFactAttribute : FactAttribute;

/// <summary>A theory of a contract.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("FaceAuth.Tests.Support.ContractTheoryDiscoverer", "FaceAuth.Tests")]
public sealed class ContractTheoryAttribute : TheoryAttribute;

/// <summary>Finds the facts of contracts.</summary>
public sealed class ContractFactDiscoverer(IMessageSink sink) : FactDiscoverer(sink)
{
    /// <inheritdoc/>
    protected override IXunitTestCase CreateTestCase(ITestFrameworkDiscoveryOptions options, ITestMethod method, IAttributeInfo fact) =>
        new ContractTestCase(DiagnosticMessageSink, options.MethodDisplayOrDefault(), options.MethodDisplayOptionsOrDefault(), method);
}

/// <summary>Finds the theories of contracts.</summary>
public sealed class ContractTheoryDiscoverer(IMessageSink sink) : TheoryDiscoverer(sink)
{
    /// <inheritdoc/>
    protected override IEnumerable<IXunitTestCase> CreateTestCasesForDataRow(
        ITestFrameworkDiscoveryOptions options, ITestMethod method, IAttributeInfo theory, object[] row) =>
        [new ContractTestCase(DiagnosticMessageSink, options.MethodDisplayOrDefault(), options.MethodDisplayOptionsOrDefault(), method, row)];
}

/// <summary>A test that is skipped where the class that runs it lacks its server.</summary>
public sealed class ContractTestCase : XunitTestCase
{
    /// <summary>For the runner, which reads it from text.</summary>
    [Obsolete("For the runner")]
    public ContractTestCase() { }

    /// <summary>A test case.</summary>
    public ContractTestCase(IMessageSink sink, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method, object[]? arguments = null)
        : base(sink, display, options, method, arguments) { }

    /// <inheritdoc/>
    protected override string GetSkipReason(IAttributeInfo factAttribute) =>
        TestMethod.TestClass.Class.ToRuntimeType().GetCustomAttributes(inherit: true).OfType<NeedsServerAttribute>().FirstOrDefault()?.Missing
        ?? base.GetSkipReason(factAttribute);
}
