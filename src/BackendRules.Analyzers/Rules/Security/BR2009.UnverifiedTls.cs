using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR2009: a connection that accepts any certificate, gives encryption up, or allows a broken protocol.</summary>
public sealed class UnverifiedTls : Check
{
    internal static readonly Rule Declared = new(
        "BR2009",
        nameof(UnverifiedTls),
        "Connections verify the other side and use a current protocol",
        "{0}",
        Level.Error)
    {
        Profile = ["CR1", "SB1"],
        Cwe = [295, 327],
        Owasp = ["API8", "A02"],
        Asvs = ["12.1.1", "12.3.2"],
        TakesBack = ["CA5359", "CA5364", "CA5397"],
    };

    /// <summary>Ssl2, Ssl3, Tls and Tls11; the numbers are the same in SslProtocols and SecurityProtocolType.</summary>
    private const int Obsolete = 12 | 48 | 192 | 768;

    private const int NameMismatchOrChainErrors = 2 | 4;

    private static readonly DiagnosticDescriptor s_optional = Declared.Saying("{0}", Level.Info);
    private static readonly DiagnosticDescriptor s_unknownHost = Declared.Saying("{0}", Level.Warning);

    private static readonly Members s_connections = new(
        "Microsoft.EntityFrameworkCore.SqlServerDbContextOptionsExtensions.{UseSqlServer,UseAzureSql}",
        "Microsoft.EntityFrameworkCore.NpgsqlDbContextOptionsBuilderExtensions.UseNpgsql",
        "Microsoft.EntityFrameworkCore.MySqlDbContextOptionsBuilderExtensions.UseMySql",
        "Microsoft.Extensions.DependencyInjection.SqlServerServiceCollectionExtensions.AddSqlServer",
        "Microsoft.Extensions.DependencyInjection.NpgsqlServiceCollectionExtensions.{AddNpgsql,AddNpgsqlDataSource}");

    private static readonly Members s_opened = new(
        "Microsoft.Data.SqlClient.SqlConnection.new", "Microsoft.Data.SqlClient.SqlConnectionStringBuilder.new",
        "System.Data.SqlClient.SqlConnection.new", "System.Data.SqlClient.SqlConnectionStringBuilder.new",
        "Npgsql.NpgsqlConnection.new", "Npgsql.NpgsqlDataSourceBuilder.new", "Npgsql.NpgsqlConnectionStringBuilder.new",
        "MySqlConnector.MySqlConnection.new", "MySqlConnector.MySqlConnectionStringBuilder.new");

    private static readonly Members s_handshakes = new(
        "System.Net.Security.SslStream.{AuthenticateAsClient,AuthenticateAsClientAsync,AuthenticateAsServer,AuthenticateAsServerAsync}",
        "MQTTnet.MqttClientTlsOptionsBuilder.WithSslProtocols", "MQTTnet.Client.MqttClientTlsOptionsBuilder.WithSslProtocols");

    public UnverifiedTls()
        : base(Declared)
    {
    }

    public override void Start(Watch watch)
    {
        watch.Operation(OperationKind.DelegateCreation, Callback);
        watch.Operation(OperationKind.PropertyReference, static context =>
        {
            var reference = (IPropertyReferenceOperation)context.Operation;
            if (reference.Property.Name == "DangerousAcceptAnyServerCertificateValidator" && reference.Property.ContainingType.Is("System.Net.Http.HttpClientHandler"))
                Accepts(context, reference, "'DangerousAcceptAnyServerCertificateValidator' accepts any certificate, so anybody on the way can read and change the traffic");
        });
        watch.Operation(OperationKind.SimpleAssignment, static context =>
        {
            var assignment = (ISimpleAssignmentOperation)context.Operation;
            Set(context, assignment.Target, assignment.Value, assignment);
        });
        watch.Operation(OperationKind.CompoundAssignment, static context =>
        {
            var assignment = (ICompoundAssignmentOperation)context.Operation;
            if (assignment.OperatorKind == BinaryOperatorKind.Or)
                Protocols(context, assignment.Target.Type, assignment.Value);
        });
        watch.Call(s_handshakes, static (context, call) =>
        {
            foreach (var argument in call.Arguments)
                Protocols(context, argument.Value.Type, argument.Value);
        });
        watch.Call(s_connections, static (context, call) => Connection(context, call.Arguments));
        watch.Creation(s_opened, static (context, creation) => Connection(context, creation.Arguments));
    }

    private static void Callback(OperationAnalysisContext context)
    {
        var creation = (IDelegateCreationOperation)context.Operation;
        if (creation.Type is not INamedTypeSymbol { DelegateInvokeMethod: { ReturnType.SpecialType: SpecialType.System_Boolean, Parameters: { Length: > 0 } parameters } }
            || parameters[parameters.Length - 1].Type.Name != "SslPolicyErrors" || JudgesClients(creation) || !AlwaysTrue.Is(creation, context.CancellationToken)
            || creation.Type.Name == "RemoteCertificateValidationCallback" && SdkRule.Breaks("CA5359", context))
            return;
        Accepts(context, creation, "This callback accepts any certificate, so anybody on the way can read and change the traffic");
    }

    /// <summary>A server may take any client certificate and judge it later, when it authenticates.</summary>
    private static bool JudgesClients(IOperation callback)
    {
        var parent = callback.Parent;
        while (parent is IConversionOperation)
            parent = parent.Parent;
        return parent is IAssignmentOperation { Target: IPropertyReferenceOperation target }
            && (target.Property.Name == "ClientCertificateValidation" || target.Property.ContainingType.Name == "SslServerAuthenticationOptions");
    }

    private static void Accepts(OperationAnalysisContext context, IOperation place, string what)
    {
        if (EnvironmentGate.Covers(place) || OnlyLoopback(place))
            return;
        Report(context, place, what, "remove it, and trust a private authority by its certificate", Declared.Descriptor);
    }

    private static void Set(OperationAnalysisContext context, IOperation target, IOperation value, IOperation assignment)
    {
        if (target is not IPropertyReferenceOperation { Property: { } property } reference)
            return;
        Protocols(context, property.Type, value);
        var isOn = value.ConstantValue is { HasValue: true, Value: true } || LocalValues.Bare(value).ConstantValue is { HasValue: true, Value: true };
        var isOff = LocalValues.Bare(value).ConstantValue is { HasValue: true, Value: false };
        switch (property.Name)
        {
            case "AllowInsecureTls" or "AllowUntrustedCertificates" or "IgnoreCertificateChainErrors" or "InsecureSkipVerify" when isOn:
            case "EnableSslCertificateVerification" when isOff:
                Accepts(context, assignment, $"'{property.Name}' is {(isOn ? "true" : "false")}: any certificate is accepted, so anybody on the way can read and change the traffic");
                break;
            case "AcceptablePolicyErrors" when property.ContainingType.Name == "SslOption" && Number(value) is { } errors && (errors & NameMismatchOrChainErrors) != 0:
                Accepts(context, assignment, "'AcceptablePolicyErrors' accepts certificates of another host or of an unknown authority");
                break;
            case "SslEndpointIdentificationAlgorithm" when property.ContainingNamespace.Name == "Kafka" && Number(value) == 0:
                Accepts(context, assignment, "'SslEndpointIdentificationAlgorithm' is off: a certificate of any host is accepted");
                break;
            case "TrustServerCertificate" when isOn && IsBuilder(property):
            case "Encrypt" when isOff && IsBuilder(property):
                Database(context, assignment, $"{property.Name} = {(isOn ? "true" : "false")}", Server(reference));
                break;
            case "ConnectionString" when property.ContainingType.IsOrInherits("System.Data.Common.DbConnection") || IsBuilder(property):
                Connection(context, value);
                break;
        }
    }

    private static bool IsBuilder(IPropertySymbol property) => property.ContainingType.IsOrInherits("System.Data.Common.DbConnectionStringBuilder");

    /// <summary>Where the builder whose property is set leads, as far as the same body says.</summary>
    private static SqlTransport.Host Server(IPropertyReferenceOperation reference)
    {
        var place = SqlTransport.Host.Unknown;
        foreach (var operation in LocalValues.Root(reference).DescendantsAndSelf())
        {
            if (operation is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "DataSource" or "Host" or "Server" } target } assignment
                && SymbolEqualityComparer.Default.Equals(target.Property.ContainingType, reference.Property.ContainingType)
                && assignment.Value.ConstantValue is { HasValue: true, Value: string server })
                place = SqlTransport.Place(server.ToLowerInvariant());
            else if (operation is IObjectCreationOperation { Arguments: { Length: > 0 } arguments } creation && SymbolEqualityComparer.Default.Equals(creation.Type, reference.Property.ContainingType)
                && SqlTransport.Text(arguments[0].Value) is { } text && SqlTransport.Flaw(text.Text + ";Encrypt=false") is { } read)
                place = read.Host;
        }

        return place;
    }

    private static void Connection(OperationAnalysisContext context, System.Collections.Immutable.ImmutableArray<IArgumentOperation> arguments)
    {
        foreach (var argument in arguments)
        {
            if (argument.Parameter?.Type.SpecialType == SpecialType.System_String)
                Connection(context, argument.Value);
        }
    }

    private static void Connection(OperationAnalysisContext context, IOperation value)
    {
        if (SqlTransport.Text(value) is { } text && SqlTransport.Flaw(text.Text) is { } flaw)
            Database(context, value, flaw.Part, flaw.Host, text.Place);
    }

    private static void Database(OperationAnalysisContext context, IOperation place, string part, SqlTransport.Host host, IOperation? text = null)
    {
        if (host == SqlTransport.Host.Local || EnvironmentGate.Covers(place))
            return;
        var what = part.StartsWith("E", StringComparison.OrdinalIgnoreCase)
            ? $"'{part}' sends queries and passwords to the database in clear text"
            : $"'{part}' accepts any certificate for the database, so anybody on the way can read and change the traffic";
        Report(context, place, what, "encrypt, and install a certificate that the client trusts", host == SqlTransport.Host.Remote ? Declared.Descriptor : s_unknownHost, text);
    }

    private static void Protocols(OperationAnalysisContext context, ITypeSymbol? type, IOperation value)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
            type = nullable.TypeArguments[0];
        if (type?.Name is not ("SslProtocols" or "SecurityProtocolType") || Number(value) is not { } protocols || (protocols & Obsolete) == 0 || EnvironmentGate.Covers(value))
            return;
        if (SdkRule.Breaks(type.Name == "SslProtocols" ? "CA5397" : "CA5364", context) && value.DescendantsAndSelf().Any(static part => part is IFieldReferenceOperation { ConstantValue: { HasValue: true, Value: int one } } && (one & Obsolete) != 0))
            return;
        var name = (protocols & 12) != 0 ? "SSL 2.0" : (protocols & 48) != 0 ? "SSL 3.0" : (protocols & 192) != 0 ? "TLS 1.0" : "TLS 1.1";
        Breaking.Report(context, Declared.At(value.Syntax.GetLocation(), $"'{value.Syntax}' allows {name}, which is broken; leave the choice to the operating system with '{(type.Name == "SslProtocols" ? "SslProtocols.None" : "SecurityProtocolType.SystemDefault")}'"));
    }

    private static int? Number(IOperation value) =>
        (value.ConstantValue is { HasValue: true } constant ? constant : LocalValues.Bare(value).ConstantValue) is { HasValue: true, Value: int number } ? number : null;

    private static void Report(OperationAnalysisContext context, IOperation place, string what, string way, DiagnosticDescriptor descriptor, IOperation? text = null)
    {
        // Where the text of a connection string stands, when the finding is elsewhere: the repair goes there.
        Location[]? also = text is null || text.Syntax == place.Syntax ? null : [text.Syntax.GetLocation()];
        if (Choice(place) is { } setting)
            context.ReportDiagnostic(Diagnostic.Create(s_optional, place.Syntax.GetLocation(), also, $"{what}, when '{setting}' says so; {way}"));
        else
            Breaking.Report(context, Diagnostic.Create(descriptor, place.Syntax.GetLocation(), also, $"{what}; {way}"));
    }

    /// <summary>The setting that somebody has to turn on before this code runs, or null.</summary>
    private static string? Choice(IOperation place)
    {
        for (IOperation current = place; current.Parent is { } parent; current = parent)
        {
            if (parent is not IConditionalOperation { Condition: { } condition } || current == condition)
                continue;
            foreach (var operation in condition.DescendantsAndSelf())
            {
                if (operation is IPropertyReferenceOperation or IFieldReferenceOperation or IParameterReferenceOperation or ILocalReferenceOperation
                    && operation.Type is { } type && (type.SpecialType == SpecialType.System_Boolean || type is INamedTypeSymbol { TypeArguments: { Length: 1 } inner } && inner[0].SpecialType == SpecialType.System_Boolean))
                    return LocalValues.Named(operation)?.Name;
                if (operation is IInvocationOperation { TargetMethod.Name: "GetValue" } read)
                    return read.Syntax.ToString();
            }
        }

        return null;
    }

    /// <summary>The code around speaks to the machine itself: every address in it is a loopback one.</summary>
    private static bool OnlyLoopback(IOperation place)
    {
        var found = false;
        foreach (var operation in LocalValues.Root(place).DescendantsAndSelf())
        {
            if (operation is not ILiteralOperation { ConstantValue: { HasValue: true, Value: string text } } || text.IndexOf("://", StringComparison.Ordinal) < 0)
                continue;
            if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || !address.IsLoopback)
                return false;
            found = true;
        }

        return found;
    }
}
