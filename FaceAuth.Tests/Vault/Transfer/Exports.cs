using System.Text;
using FaceAuth.Vault.Transfer;

namespace FaceAuth.Tests.Vault.Transfer;

/// <summary>Files in the shape in which the programs write them, with invented people and passwords.</summary>
internal static class Exports
{
    public const string BitwardenJson = """
        {
          "encrypted": false,
          "folders": [
            { "id": "5d0b41a9-0000-4000-8000-000000000001", "name": "Work/Servers" }
          ],
          "items": [
            {
              "passwordHistory": [
                { "lastUsedDate": "2024-03-01T10:00:00.123Z", "password": "older, \"quoted\"" },
                { "lastUsedDate": "2023-03-01T10:00:00.000Z", "password": "oldest" }
              ],
              "revisionDate": "2024-05-01T10:00:00.000Z",
              "creationDate": "2022-01-01T10:00:00.000Z",
              "deletedDate": null,
              "id": "5d0b41a9-0000-4000-8000-000000000002",
              "organizationId": null,
              "folderId": "5d0b41a9-0000-4000-8000-000000000001",
              "type": 1,
              "reprompt": 1,
              "name": "Mail",
              "notes": "first line\nsecond line",
              "favorite": true,
              "fields": [
                { "name": "PIN", "value": "1234", "type": 1, "linkedId": null },
                { "name": "Tag", "value": "private", "type": 0, "linkedId": null },
                { "name": "user", "value": null, "type": 3, "linkedId": 100 }
              ],
              "login": {
                "fido2Credentials": [ { "credentialId": "x", "rpId": "mail.example.org" } ],
                "uris": [
                  { "match": null, "uri": "https://mail.example.org/" },
                  { "match": 3, "uri": "https://mail.example.net/" },
                  { "match": null, "uri": "androidapp://org.example.mail" }
                ],
                "username": "ada@example.org",
                "password": "päss \"1\", \\ 🔑",
                "totp": "otpauth://totp/Mail:ada?secret=GEZDGNBVGY3TQOJQ&issuer=Mail",
                "passwordRevisionDate": "2024-03-01T10:00:00.123Z"
              },
              "collectionIds": null
            },
            {
              "id": "5d0b41a9-0000-4000-8000-000000000003", "folderId": null, "type": 2, "reprompt": 0, "name": "Alarm", "notes": "code 99",
              "favorite": false, "secureNote": { "type": 0 }, "collectionIds": null, "deletedDate": null
            },
            {
              "id": "5d0b41a9-0000-4000-8000-000000000004", "folderId": null, "type": 3, "reprompt": 0, "name": "Bank", "notes": null,
              "favorite": false, "card": { "cardholderName": "Ada Example", "brand": "Visa", "number": "4000000000000002", "expMonth": "1", "expYear": "2030", "code": null }
            },
            {
              "id": "5d0b41a9-0000-4000-8000-000000000005", "type": 1, "name": "Gone", "login": { "password": "x" }, "deletedDate": "2024-05-01T10:00:00.000Z"
            },
            {
              "id": "5d0b41a9-0000-4000-8000-000000000006", "type": 9, "name": "From the future"
            },
            {
              "type": 1, "name": null, "notes": null, "creationDate": "2022-01-01T10:00:00.000Z",
              "login": { "uris": [ { "match": null, "uri": "https://shop.example.org/login" } ], "username": null, "password": null, "totp": "steam://ABCDEFGH" }
            }
          ]
        }
        """;

    /// <summary>Made with an independent implementation (Python's cryptography); the passphrase is <see cref="Passphrase"/>.</summary>
    public const string BitwardenEncrypted = """
        {
          "encrypted": true,
          "passwordProtected": true,
          "salt": "AAECAwQFBgcICQoLDA0ODw==",
          "kdfType": 0,
          "kdfIterations": 5000,
          "kdfMemory": null,
          "kdfParallelism": null,
          "encKeyValidation_DO_NOT_EDIT": "2.EBESExQVFhcYGRobHB0eHw==|+R3T+QlbMiy8mncwtedC9Qp/8/HMrIWp9EjnuzKVf8aW9JF8cM/Ed6A8Wlx00pYO|7K9oeLJykHJjqAu+YwWejo0apL28/WXDULTSostdukE=",
          "data": "2.ICEiIyQlJicoKSorLC0uLw==|OAceAznjG31+lRs2sN5kgoED55u7ZS9Y8SXIfDiw8xqRV/cuhg9jBRlcsCLLQbillNz/UmV5Ddcqg8lHDVJ2I7s8BkkLBqpsRZXAbUSxyCqNJttGZzZNwC/NCV8CNg4b+VN2UbfjEKCmSfXHkLqIVbhhYaIt7yey6FY5PuKMMYf+HlrNWgk0Ju+RToU6w9Lsd7ow0WxNxJSZfHrn/9ouhs36g3U5nAjuxiHTiNFahseUD7pEackmIRPImoSXtPKElf/CEVGQFCyY8V7oVJoZpxztHxv54A7o32/F2zPjVDU=|zAas27X+Gh04vp9uavuG/RQiIswjB3DNHoGS6wMw94w="
        }
        """;

    public const string Passphrase = "correct horse Grüße";

    // Rows joined by line breaks, none after the last, quotes only where they are needed.
    public static readonly string BitwardenCsv = string.Join("\r\n",
        "folder,favorite,type,name,notes,fields,reprompt,login_uri,login_username,login_password,login_totp",
        "Work,1,login,Mail,\"two\nlines\",\"PIN: 1234\nTag: private\",0,\"https://mail.example.org,https://mail.example.net\",ada,\"a,\"\"b\"\"\",GEZDGNBVGY3TQOJQ",
        ",,note,Alarm,code 99,,0,,,,",
        ",,login,Shop,,,0,https://shop.example.org/?a=1,ada,=pass,");

    public const string ChromeCsv = "name,url,username,password,note\nmail.example.org,https://mail.example.org/,ada,\"a,\"\"b\"\"\",\"two\nlines\"\nshop.example.org,https://shop.example.org/,ada,'quoted',\n";

    public const string KeePass1Csv = """"
        "Account","Login Name","Password","Web Site","Comments"
        "Mail","ada","a\"b\\c,d","https://mail.example.org","two
        lines"
        "Only \\\\","","x\\\"","",""

        """";

    public const string KeePassXcCsv = """
        "Group","Title","Username","Password","URL","Notes","TOTP","Icon","Last Modified","Created"
        "Passwords/Internet/Mail","Mail","ada","a""b","https://mail.example.org","two
        lines","otpauth://totp/Mail:ada?secret=GEZDGNBVGY3TQOJQ&period=30&digits=6&issuer=Mail","19","2024-03-01T10:00:00Z","2022-01-01T10:00:00Z"
        "Passwords","Shop","","x","","","","0","2024-03-01T10:00:00Z","2022-01-01T10:00:00Z"

        """;

    public const string KeePassXml = """
        <?xml version="1.0" encoding="utf-8" standalone="yes"?>
        <KeePassFile>
        	<Meta>
        		<Generator>KeePass</Generator>
        		<DatabaseName>Ada's</DatabaseName>
        		<RecycleBinEnabled>True</RecycleBinEnabled>
        		<RecycleBinUUID>AAAAAAAAAAAAAAAAAAAABg==</RecycleBinUUID>
        	</Meta>
        	<Root>
        		<Group>
        			<UUID>AAAAAAAAAAAAAAAAAAAAAQ==</UUID>
        			<Name>Database</Name>
        			<Entry>
        				<UUID>AAAAAAAAAAAAAAAAAAAAAg==</UUID>
        				<Tags>red;blue</Tags>
        				<Times><LastModificationTime>2024-05-01T10:00:00Z</LastModificationTime><CreationTime>2022-01-01T10:00:00Z</CreationTime><Expires>True</Expires></Times>
        				<String><Key>Notes</Key><Value>two
        lines &amp; &lt;more&gt;</Value></String>
        				<String><Key>Password</Key><Value ProtectInMemory="True">  päss 🔑  </Value></String>
        				<String><Key>Title</Key><Value>Mail</Value></String>
        				<String><Key>URL</Key><Value>https://mail.example.org</Value></String>
        				<String><Key>UserName</Key><Value>ada</Value></String>
        				<String><Key>PIN</Key><Value>1234</Value></String>
        				<String><Key>TimeOtp-Secret-Base32</Key><Value ProtectInMemory="True">GEZDGNBVGY3TQOJQ</Value></String>
        				<String><Key>TimeOtp-Length</Key><Value>8</Value></String>
        				<Binary><Key>key.txt</Key><Value Ref="0" /></Binary>
        				<History>
        					<Entry><Times><LastModificationTime>2022-01-01T10:00:00Z</LastModificationTime></Times>
        						<String><Key>Password</Key><Value>first</Value></String><String><Key>Title</Key><Value>E-mail</Value></String></Entry>
        					<Entry><Times><LastModificationTime>2023-01-01T10:00:00Z</LastModificationTime></Times>
        						<String><Key>Password</Key><Value>second</Value></String><String><Key>Title</Key><Value>Mail</Value></String></Entry>
        					<Entry><Times><LastModificationTime>2024-01-01T10:00:00Z</LastModificationTime></Times>
        						<String><Key>Password</Key><Value>  päss 🔑  </Value></String><String><Key>Title</Key><Value>Mail</Value></String></Entry>
        				</History>
        			</Entry>
        			<Group>
        				<UUID>AAAAAAAAAAAAAAAAAAAAAw==</UUID>
        				<Name>Internet</Name>
        				<Group>
        					<UUID>AAAAAAAAAAAAAAAAAAAABA==</UUID>
        					<Name>Shops</Name>
        					<Entry><UUID>AAAAAAAAAAAAAAAAAAAABQ==</UUID><Tags></Tags><String><Key>Title</Key><Value></Value></String><String><Key>Password</Key><Value>x</Value></String></Entry>
        				</Group>
        			</Group>
        			<Group>
        				<UUID>AAAAAAAAAAAAAAAAAAAABg==</UUID>
        				<Name>Recycle Bin</Name>
        				<Entry><UUID>AAAAAAAAAAAAAAAAAAAABw==</UUID><String><Key>Title</Key><Value>Gone</Value></String></Entry>
        			</Group>
        		</Group>
        		<DeletedObjects />
        	</Root>
        </KeePassFile>
        """;

    public static ImportReading Read(string text, ImportFormat? format = null, string? passphrase = null) =>
        ImportReader.Read(Encoding.UTF8.GetBytes(text), format, passphrase);

    public static ImportReading.Read Taken(string text, ImportFormat? format = null, string? passphrase = null) =>
        Read(text, format, passphrase).ShouldBeOfType<ImportReading.Read>(Why(Read(text, format, passphrase)));

    public static ImportReading.Refused Refused(string text, ImportFormat? format = null, string? passphrase = null) =>
        Read(text, format, passphrase).ShouldBeOfType<ImportReading.Refused>();

    private static string Why(ImportReading reading) =>
        reading is ImportReading.Refused refused ? string.Join(' ', refused.Faults.Select(fault => fault.Words)) : "";
}
